import type { Attempt } from './attempt.ts'
import type { Environment } from './environment.ts'
import type { RunEvent } from './event.ts'
import type { ProcessLoad, ThreadLoad } from './harness.ts'
import type { Lifeline } from './lifeline.ts'
import type { OutcomeCounts } from './outcome.ts'
import type { Scenario } from './scenario.ts'

export const JOURNAL_SCHEMA = 'hitless.journal/1'

/** Length of the time slots in which attempts are counted, in milliseconds. */
export const BUCKET_MS = 100

/** An arrival that was begun no later than this after it was due counts as punctual, milliseconds. */
export const PUNCTUAL_MS = 2

/** One line of the journal. The ledger is computed from these alone, in their order. */
export type Entry =
  | RunEntry
  | BucketEntry
  | AttemptEntry
  | ({ entry: 'lifeline' } & Lifeline)
  | ({ entry: 'event' } & RunEvent)
  | ThreadEntry
  | HarnessEntry
  | TotalEntry
  | EndEntry

/** The first line: what was run, when and where. */
export interface RunEntry {
  entry: 'run'
  schema: typeof JOURNAL_SCHEMA
  /** The rules by which the run is judged, see rules.ts; absent of version 1. */
  rules?: number
  id: string
  /** What its user called it, such as the version that was tested. */
  label?: string
  /** ISO 8601, the wall-clock time at 0 of the run's clock. */
  startedAt: string
  scenario: Scenario
  environment: Environment
}

/**
 * What one kind of traffic counted in one slot of BUCKET_MS. An attempt belongs to the slot in which it ended; it is of
 * the warm-up if it was *due* before the measured part began.
 */
export interface BucketEntry {
  entry: 'bucket'
  traffic: string
  /** Beginning of the slot, milliseconds on the run's clock, a multiple of BUCKET_MS. */
  t: number
  warmup: boolean
  outcomes: Partial<OutcomeCounts>
  /** Failures that a retrying client would have hidden (strict clients only). */
  retryable: number
  /** Attempts that were really sent again (retrying clients only), by the outcome of their first try. */
  retried?: Partial<OutcomeCounts>
  /** Complete responses by the generation that gave them. */
  generations?: Record<string, number>
  /**
   * Complete responses that were the first on their connection, by generation, of the requests that were *due* in this
   * slot: no such connection was opened before the slot.
   */
  newGenerations?: Record<string, number>
  /** `ok` HTTP answers by the generation that gave them ('' where it is not known), then by what they were, see nameAnswer. */
  answers?: Record<string, Record<string, number>>
  /** Of journals without `answers`: `ok` answers with a status of 4xx, by that status. */
  clientErrors?: Record<string, number>
  /** Latency from due to end of the `ok` attempts: HdrHistogram V2, compressed, base64, in microseconds. */
  latency?: string
  /** End of the first and of the last `ok` attempt in the slot, and the longest time between two of them in it. */
  firstOk?: number
  lastOk?: number
  okGap?: number
}

/** An attempt that did not end `ok`, or was retried. */
export interface AttemptEntry extends Attempt {
  entry: 'attempt'
  /** It was due before the measured part began. */
  warmup?: boolean
  /** When others were due that ended at the same time and in the same way, none of them sent: a long queue is one entry. */
  alsoDue?: number[]
}

/** About once a second: the load of one thread of the harness in the `ms` milliseconds until `t`. */
export interface ThreadEntry extends ThreadLoad {
  entry: 'thread'
  t: number
  ms: number
}

/** About once a second: what the whole process of the harness used. */
export interface HarnessEntry extends ProcessLoad {
  entry: 'harness'
  t: number
  ms: number
}

/** What a traffic thread says that it has counted, written when it ends: the buckets must add up to it. */
export interface TotalEntry {
  entry: 'total'
  traffic: string
  /** Attempts that were begun, counted on their own when they became due. */
  begun: number
  outcomes: OutcomeCounts
}

/** The last line of a run that was not killed. */
export interface EndEntry {
  entry: 'end'
  t: number
  interrupted: boolean
}

export type TrafficDeclaration = { name: string; kind: string }
