import type { FindingId } from './finding.ts'
import type { RestartSpec } from './restart-spec.ts'
import type { TargetSpec } from './target-spec.ts'
import type { Clients, TrafficSpec } from './traffic.ts'
import type { GuaranteeId, VerdictStatus } from './verdict.ts'

// A scenario and its parts are one noun to all other modules.
export * from './restart-spec.ts'
export * from './target-spec.ts'
export * from './traffic.ts'

/** A scenario after units and variables have been filled in. Durations are milliseconds, rates per second, shares 0..1. */
export interface Scenario {
  name: string
  about?: string
  /** Absolute path of the scenario file; absent for runs made by flags. */
  file?: string
  /** Programs that must exist on the PATH. */
  requires: string[]
  target: TargetSpec
  traffic: TrafficSpec[]
  restart: RestartSpec
  timing: TimingSpec
  sla: SlaSpec
  expect?: Expectation
  /** The scenario as it was written. */
  text: string
}

/** How a scenario must end; it then counts as a success, whatever its verdict. */
export interface Expectation {
  verdict: VerdictStatus
  /** Guarantees that must have held, and such that must have been broken. */
  held: GuaranteeId[]
  broken: GuaranteeId[]
  /** Findings that must be among those that are made. */
  findings: FindingId[]
}

/** The parts of a run around its restarts, in milliseconds. */
export interface TimingSpec {
  /** Traffic that is not measured, at the beginning. */
  warmupMs: number
  /** Measured traffic before the first restart. */
  baselineMs: number
  /** Measured traffic after the last restart has settled. */
  cooldownMs: number
  /** How long requests in flight may take to end once traffic has stopped. */
  graceMs: number
}

export interface SlaSpec {
  /** Target share of `ok`, 0..1. */
  availability: number
  /** One-sided confidence, 0..1; null compares observed values alone. */
  confidence: number | null
  clients: Clients
  takeoverMs?: number
  /** How long the old generation may live after the first step. */
  drainMs: number
  outageMs?: number
  /** The most failures of a pass, as they are counted; 0: not one lost. */
  losses?: number
  /** Target share of `ok` within the restart windows alone. */
  windows?: number
  /** What the projection to a year reckons with. */
  restartsPerDay: number
  require: GuaranteeId[]
}
