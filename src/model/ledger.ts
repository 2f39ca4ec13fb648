import type { Attempt } from './attempt.ts'
import type { BucketEntry, TotalEntry } from './entry.ts'
import type { Environment } from './environment.ts'
import type { RunEvent } from './event.ts'
import type { HarnessHealth } from './harness.ts'
import type { LatencySummary } from './latency.ts'
import type { AttributedLifeline, LifelineCounts } from './lifeline.ts'
import type { OutcomeCounts, PhaseCounts } from './outcome.ts'
import type { PodLife } from './pod.ts'
import type { ListenerHold, ProcessLife, SignalledProcess } from './process.ts'
import type { Scenario, StepTraits, TrafficTraits } from './scenario.ts'
import type { RestartTls } from './tls.ts'

/** The account of a run, as read from its journal. Verdict and reports are computed from this and from nothing else. */
export interface Ledger {
  runId: string
  /** The version of the rules by which it is judged, see rules.ts. */
  rules: number
  /** What its user called it, such as the version that was tested. */
  label?: string
  startedAt: string
  scenario: Scenario
  environment: Environment
  /** Milliseconds on the run's clock: until the end entry, or the last entry that there is. */
  durationMs: number
  /** When the measured part began, on the run's clock; absent where the run never came to it. */
  measuredFrom?: number
  /** When the last request was due, on the run's clock: what is silent later, no client asked. */
  endOfTraffic: number
  /** The run was stopped by the user before its end. */
  interrupted: boolean
  /** The journal has its end entry: the harness was not killed and the disk did not fill up. */
  complete: boolean
  /** One per traffic of the scenario, in its order. */
  traffic: TrafficTotals[]
  /** What the scenario's restart steps are, in their order. */
  steps: StepTraits[]
  buckets: BucketEntry[]
  /** What was recorded one by one in the measured part (all but plain `ok`), in order of its end: of more than ATTEMPTS_KEPT a sample. */
  attempts: Attempt[]
  /** How many of these there were, kept or not. */
  attemptsRecorded: number
  /** The same by restart and cause: each was counted, kept or not. */
  attemptGroups: AttemptGroup[]
  /** In order of their end. */
  lifelines: AttributedLifeline[]
  events: RunEvent[]
  /** The measured part before the first restart: what the restarts are compared with. */
  baseline: BaselineTotals
  restarts: RestartRecord[]
  /** Processes of the target and who held its listening sockets, in order of time; empty where they could not be seen. */
  processes: ProcessLife[]
  listeners: ListenerHold[]
  /** Of a workload of a cluster, in order of time; else empty. */
  pods: PodLife[]
  /** The health of the load generator. */
  harness: HarnessHealth
  /** Of each thread of the harness how late it was, about second by second in order of time; empty where that was not measured. */
  delays: Record<string, Delay[]>
  /** What does not add up: each sentence is a bug of the harness. Empty in a sound account. */
  imbalances: string[]
}

/** A time on the run's clock, milliseconds. */
export interface TimeSpan {
  from: number
  to: number
}

/** The longest delay of an event loop in some time: what its thread read then, it may have read so late. */
export interface Delay extends TimeSpan {
  ms: number
}

export function overlaps(one: TimeSpan, other: TimeSpan): boolean {
  return one.from < other.to && one.to > other.from
}

/** Whether an attempt was on its way at any moment of a time. */
export function wasUnderWay({ due, end }: Pick<Attempt, 'due' | 'end'>, { from, to }: TimeSpan): boolean {
  return end >= from && due < to
}

export const ATTEMPTS_KEPT = 10_000

/** Attempts that were recorded one by one and look alike. */
export interface AttemptGroup
  extends Pick<Attempt, 'traffic' | 'outcome' | 'phase' | 'code' | 'status'>,
    Pick<Attempt['connection'], 'reused'> {
  /** The last restart that had begun when they ended; null before any. */
  restart: number | null
  count: number
  /** How many of them are among the attempts that are kept. */
  kept: number
}

export interface TrafficTotals {
  name: string
  kind: string
  /** What such a kind is, by which verdict and report treat it. */
  traits: TrafficTraits
  /** The measured part: what was due after the warm-up, or ended at or after the first restart. */
  outcomes: OutcomeCounts
  warmup: OutcomeCounts
  /** Where the measured timeouts were when their time was up; the sum is `outcomes.timeout`. */
  timeouts: PhaseCounts
  /** Measured complete answers, by what they were, who gave them and when; of a journal that does not have them none. */
  answers: AnswerCount[]
  /** Measured `ok` answers with a status of 4xx, by status, see BucketEntry. */
  clientErrors: Record<string, number>
  /** Measured failures that a retrying client would have hidden (strict clients), see BucketEntry. */
  retryable: number
  /** Measured attempts that were sent again (retrying clients), by the outcome of their first try. */
  retried: OutcomeCounts
  /** Those of them that ended `ok`: what strict clients would have lost besides. */
  recoveredByRetry: OutcomeCounts
  latencyMs: LatencySummary | null
  total?: TotalEntry
}

/** Equal answers of one generation, between two restarts. */
export interface AnswerCount {
  /** The restart since whose beginning they came, until that of the next; null before the first. */
  since: number | null
  /** Null where it is not known. */
  generation: string | null
  /** They counted as good. */
  ok: boolean
  /** See nameAnswer. */
  name: string
  count: number
}

/** What was counted in the measured slots before the first restart, or in all of them where there was none. */
export interface BaselineTotals {
  outcomes: OutcomeCounts
  latencyMs: LatencySummary | null
  /** Of each traffic that had an `ok` answer. */
  latencyByTraffic: Record<string, LatencySummary>
  /** See RestartRecord. */
  connectRetries: Record<string, number>
}

/** A time in which a traffic had failures and no good answer. */
export interface LastingOutage extends TimeSpan {
  traffic: string
}

/** Whether it lost an attempt that ended then. */
export function lasted(outages: readonly LastingOutage[], { traffic, end }: Pick<Attempt, 'traffic' | 'end'>): boolean {
  return outages.some((outage) => outage.traffic === traffic && end >= outage.from && end <= outage.to)
}

/** One restart and what was counted in its window: the slots from that of its first step to that in which it settled. */
export interface RestartRecord {
  index: number
  begun: number
  /** Undefined where the run ended before. */
  settled?: number
  /** From its first step to its settling, widened to whole slots; a slot that two windows touch belongs to the first, where that settled. */
  window: TimeSpan
  /** When the next restart began, or the traffic ended. */
  until: number
  /** When the next restart began; absent of the last one. */
  nextBegun?: number
  observed: boolean
  drained: boolean
  /** Only the silence of its label would have shown that the old generation was gone, and it was not long enough. */
  bySilence?: true
  detail?: string
  /** First answer of a new generation, from the first step, milliseconds: at the latest, where no answer names its own. */
  takeoverMs?: number
  /** And at the earliest; absent where the very answer is known. */
  takeoverFromMs?: number
  /** From the first step until the old generation was gone. */
  drainMs?: number
  /**
   * The longest time without a successful new connection that reaches into the window; null without `fresh` traffic.
   * See docs/explain/statistics.md.
   */
  outageMs: number | null
  /** What `outageMs` cannot see: a time without a listener shorter than this, if no attempt ran into it. Null where it is not known. */
  resolutionMs: number | null
  /** The longest time without any answer, of whatever status, that reaches into the window. */
  silenceMs: number | null
  generations: { old: string[]; new: string[] }
  /** Who got the signals of its steps, in their order; absent where none did. */
  signalled?: SignalledProcess[]
  /** What became of the long-lived connections that were open when it began. */
  lifelines: LifelineCounts
  /** Outages that began in it and went on after it had settled, be it into later restarts: their losses are its own. Absent where there were none. */
  lasting?: LastingOutage[]
  /** `ok` by the slot of its end; all else that was on its way at any moment of the window, also if it ended later, and what `lasting` lost. */
  outcomes: OutcomeCounts
  /** Where the timeouts among these were when their time was up. */
  timeouts: PhaseCounts
  retryable: number
  /** Those that a retry made good, by the outcome of their first try (retrying clients). */
  recoveredByRetry: OutcomeCounts
  latencyMs: LatencySummary | null
  /** Of each traffic that had an `ok` answer: only these can be compared with the baseline, as each has its own share of the requests. */
  latencyByTraffic: Record<string, LatencySummary>
  /**
   * `ok` answers on new connections, until the next restart, that took as long as a SYN takes that has to be sent again: by its
   * whole seconds, such as `{ 1: 12, 3: 2 }`.
   */
  connectRetries: Record<string, number>
  /** Null without `tls` traffic. */
  tls: RestartTls | null
}
