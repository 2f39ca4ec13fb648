import type { Attempt } from './attempt.ts'
import type { Environment } from './environment.ts'
import type { RunEvent } from './event.ts'
import type { Finding } from './finding.ts'
import type { HarnessAccount } from './harness.ts'
import type { LatencySummary } from './latency.ts'
import type { AttributedLifeline, LifelineCounts, MessageCounts } from './lifeline.ts'
import type { OutcomeCounts } from './outcome.ts'
import type { PodLife } from './pod.ts'
import type { ListenerHold, ProcessLife } from './process.ts'
import type { Clients } from './scenario.ts'
import type { TlsAccount } from './tls.ts'
import type { Guarantee, Verdict } from './verdict.ts'

export const REPORT_SCHEMA = 'hitless.report/1'

/** `report.json`, version 1. Scripts rely on these names. */
export interface Report {
  schema: typeof REPORT_SCHEMA
  scenario: { name: string; file: string | null; about: string | null }
  run: {
    id: string
    label: string | null
    startedAt: string
    durationMs: number
    interrupted: boolean
    complete: boolean
  }
  environment: Environment
  /** What the harness itself was up to in the measured part. */
  harness: HarnessAccount
  verdict: Verdict
  sla: SlaResult
  /** Sum = all measured attempts. */
  outcomes: OutcomeCounts
  /** The same run as a client sees it that never sends anything again. */
  strict: { failures: number; availability: number | null; outcomes: OutcomeCounts }
  /** The same run as a client sees it that retries as the RFCs allow. `resent`: see SlaResult.others. */
  retrying: { failures: number; retried: number; resent?: number; availability: number | null }
  traffic: TrafficReport[]
  /** One per kind. */
  lifelines: LifelineReport[]
  /** Those that were cut or stalled, by restart and time, up to LIFELINE_ENDS_SHOWN; last those that ended before any restart. */
  lifelineEnds: AttributedLifeline[]
  /** All that were cut or stalled, also those that the list above leaves out. */
  lifelineEndsTotal: number
  /** The measured part before the first restart: what the restarts are held against. */
  baseline: { attempts: number; outcomes: OutcomeCounts; latencyMs: LatencySummary | null }
  restarts: RestartReport[]
  guarantees: GuaranteeReport[]
  findings: Finding[]
  projection: Projection | null
  failures: Attempt[]
  /** All failures, also those that the list above leaves out. */
  failuresTotal: number
  timeline: { bucketMs: number; buckets: TimelineBucket[] }
  /** Processes of the target and who held its listening sockets; empty where they could not be seen. */
  processes: ProcessLife[]
  listeners: ListenerHold[]
  /** Absent where the target is no workload of a cluster. */
  pods?: PodLife[]
  events: RunEvent[]
}

/** What verdict/judge.ts makes of a ledger: the part of a report that is judgement rather than account. */
export interface Judgement {
  verdict: Verdict
  sla: SlaResult
  strict: Report['strict']
  retrying: Report['retrying']
  guarantees: Guarantee[]
  findings: Finding[]
  projection: Projection | null
}

/** A guarantee, and whether the scenario's `sla.require` lists it: only those decide over the verdict. */
export interface GuaranteeReport extends Guarantee {
  required: boolean
}

export interface SlaResult {
  /** Wanted share of `ok`, 0..1. */
  target: number
  confidence: number | null
  clients: Clients
  /** Names of the traffic whose clients are of the other kind; absent where there is none. */
  others?: string[]
  /** Observed share; null where nothing was counted. */
  availability: number | null
  /** One-sided Clopper-Pearson bounds at the confidence; null without confidence or attempts. */
  lowerBound: number | null
  upperBound: number | null
  /** Attempts that count: without `unfinished` and `local`. */
  attempts: number
  failures: number
  /** How many attempts the claim needs with as many failures; null where no number would do or confidence is none. */
  attemptsNeeded: number | null
  /** The windows of all restarts together. */
  windows: { attempts: number; failures: number; availability: number | null; target: number | null }
}

export interface TrafficReport {
  name: string
  kind: string
  attempts: number
  outcomes: OutcomeCounts
  availability: number | null
  latencyMs: LatencySummary | null
}

export const LIFELINE_ENDS_SHOWN = 1000

export interface LifelineReport extends LifelineCounts {
  kind: string
  opened: number
  messages: MessageCounts
  /**
   * How long users were without service, of the lifelines whose place was taken by another: how many these were, the median and
   * the longest, milliseconds. Null where there was none.
   */
  withoutServiceMs: { count: number; p50: number; max: number } | null
}

export interface RestartReport {
  index: number
  /** Milliseconds on the run's clock. */
  begun: number
  observed: boolean
  drained: boolean
  detail: string | null
  takeoverMs: number | null
  drainMs: number | null
  outageMs: number | null
  /** A time without a listener shorter than this could have been missed. */
  outageResolutionMs: number | null
  settledMs: number | null
  attempts: number
  outcomes: OutcomeCounts
  /** Failures in its window that a retrying client would have hidden (strict clients only). */
  retryable: number
  /** Attempts in its window that a retry made good (retrying clients only): failures in the eyes of strict ones. */
  mended: number
  latencyMs: LatencySummary | null
  generations: { old: string[]; new: string[] }
  /** What became of the long-lived connections that were open when it began. */
  lifelines: LifelineCounts
  /** Null without `tls` traffic. */
  tls: TlsAccount | null
}

export interface Projection {
  restartsPerDay: number
  failuresPerRestart: { mean: number; upper: number }
  /** Restarts in which anything was lost, of those made, and the upper bound of that share. */
  restartsWithLoss: { count: number; of: number; upper: number }
  downtimePerYearMinutes: number | null
  budgetMinutes: number
}

export interface TimelineBucket {
  /** Beginning of the slot, milliseconds on the run's clock. */
  t: number
  outcomes: Partial<OutcomeCounts>
  generations: Record<string, number>
  p99Ms: number | null
  /** Of the traffic that is not slow by intention: without `slow`, `download` and `upload`, unless there is nothing else. */
  latencyMs: Pick<LatencySummary, 'p50' | 'p99' | 'max'> | null
}
