import type { Environment } from './environment.ts'
import type { OutcomeCounts } from './outcome.ts'

export const CALIBRATION_SCHEMA = 'hitless.calibration/1'

/** How hitless measured a server that keeps its own count. Times in milliseconds, rates per second. */
export interface Calibration {
  schema: typeof CALIBRATION_SCHEMA
  environment: Environment
  durationMs: number
  /** `agrees`; `disagrees`, which is a bug of hitless; or `too-busy`: this machine did not let it find out. */
  status: 'agrees' | 'disagrees' | 'too-busy'
  /** What does not agree, and why nothing can be said, a sentence each. */
  disagreements: string[]
  doubts: string[]
  confusion: Confusion[]
  healthy: HealthCheck[]
  gaps: GapCheck
  schedules: ScheduleCheck[]
  cleanRates: CleanRate[]
}

/** What was injected into one traffic, and what it reported. */
export interface Confusion {
  traffic: string
  kind: string
  /** Requests that became due, and those that the server read. */
  begun: number
  read: number
  rows: ConfusionRow[]
}

export interface ConfusionRow {
  /** A fault, `healthy` for a good answer, `no-listener` for a request that nobody accepted. */
  injected: string
  /** The outcome that this has to have. */
  expected: string
  count: number
  reported: Partial<OutcomeCounts>
  /** Those reported as something else, also where only the phase is another. */
  wrong: number
}

/** A healthy server must get no failure. */
export interface HealthCheck {
  traffic: string
  kind: string
  requests: number
  failures: Partial<OutcomeCounts>
}

/** A listener that was closed for known times under new connections at a known rate. */
export interface GapCheck {
  rate: number
  periodMs: number
  rows: GapRow[]
  /** The shortest of the gaps that was seen each time, as were all longer ones; null where none was. */
  surelySeenMs: number | null
}

export interface GapRow {
  askedMs: number
  /** For how long nobody listened, shortest and longest. */
  madeMs: Range
  repetitions: number
  /** How many of them were seen: at least one request was lost. */
  seen: number
  /** Requests lost in all of them. */
  lost: number
  /** The outage that was reported of those that were seen; null where none was. */
  outageMs: Range | null
}

export interface Range {
  min: number
  max: number
}

export interface ScheduleCheck {
  traffic: string
  rate: number
  arrivals: number
  /** Share begun within 2 ms of due, as hitless says of itself. */
  punctual: number
  latestMs: number
  /** Share that the server had read within 2 ms of due: what hitless says, seen from outside, and no more than that. */
  readPunctual: number
}

/** The highest rate at which a healthy server got no failure and the schedule was kept. */
export interface CleanRate {
  kind: string
  /** Null where not even the lowest was. */
  rate: number | null
  tried: { rate: number; clean: boolean; why: string | null; punctual: number }[]
}
