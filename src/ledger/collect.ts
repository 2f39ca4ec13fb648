import type { Attempt } from '../model/attempt.ts'
import {
  BUCKET_MS,
  type BucketEntry,
  type EndEntry,
  type Entry,
  type HarnessEntry,
  type RunEntry,
  type ThreadEntry,
  type TotalEntry,
} from '../model/entry.ts'
import type { RunEvent } from '../model/event.ts'
import { type GrpcStatus, isGrpcStatus } from '../model/grpc-status.ts'
import { ATTEMPTS_KEPT, type AttemptGroup } from '../model/ledger.ts'
import type { Lifeline } from '../model/lifeline.ts'
import type { Outcome, Phase } from '../model/outcome.ts'
import type { TraitsOf } from '../model/scenario.ts'
import { JournalError } from './journal-error.ts'
import { listAttempts } from './list-attempts.ts'
import { type AttemptSample, createSample } from './sample.ts'

/** What the ledger must know of every attempt that was recorded one by one, also of those that are not kept. */
export interface AttemptSummary {
  traffic: string
  outcome: Outcome
  phase: Phase
  due: number
  end: number
  warmup: boolean
  retryable: boolean
  retried?: Outcome
  /** Of one that was answered. */
  status?: number
  grpcStatus?: GrpcStatus
  generation?: string
}

/** All entries of a journal, sorted into kinds. */
export interface Collected {
  run: RunEntry
  /** Not of the journal: what its kinds of traffic are. */
  traitsOf: TraitsOf
  /** In order of time. A slot has several where an attempt was settled late. */
  buckets: BucketEntry[]
  summaries: AttemptSummary[]
  /** Attempts in full: of the warm-up up to ATTEMPTS_KEPT, and a sample of the rest. */
  attempts: RecordedAttempt[]
  /** How many of the rest there were of each kind. */
  attemptGroups: AttemptGroup[]
  lifelines: Lifeline[]
  events: RunEvent[]
  totals: TotalEntry[]
  threads: ThreadEntry[]
  harness: HarnessEntry[]
  end?: EndEntry
  /** The latest time that any entry speaks of. */
  lastT: number
}

interface RecordedAttempt {
  attempt: Attempt
  summary: AttemptSummary
}

type Sink = Omit<Collected, 'run' | 'traitsOf' | 'attemptGroups'> & {
  run?: RunEntry
  sample: AttemptSample<RecordedAttempt>
  restarts: { t: number; index: number }[]
}

/** Throws where the first entry is not the run's, or another run follows. */
export async function collectEntries(
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  traitsOf: TraitsOf,
): Promise<Collected> {
  const sink = emptySink()
  for await (const entry of entries) {
    if ((sink.run === undefined) !== (entry.entry === 'run')) throw new JournalError(misplaced(entry, sink.run))
    put(sink, entry)
  }
  const { run, sample, restarts: _, ...rest } = sink
  if (run === undefined) throw new JournalError('The journal has no entries: expected one of a run first')
  const sorted = { buckets: rest.buckets.toSorted(byTime), events: rest.events.toSorted(byTime) }
  const attempts = [...rest.attempts, ...sample.kept()]
  return { ...rest, ...sorted, run, traitsOf, attempts, attemptGroups: sample.groups() }
}

function emptySink(): Sink {
  return {
    buckets: [],
    summaries: [],
    attempts: [],
    lifelines: [],
    events: [],
    totals: [],
    threads: [],
    harness: [],
    lastT: 0,
    sample: createSample(),
    restarts: [],
  }
}

function misplaced(entry: Entry, run: RunEntry | undefined): string {
  if (run) return `The journal holds two runs, ${run.id} and another: expected one`
  return `The journal begins with an entry of kind ${entry.entry}: expected one of a run first`
}

function put(sink: Sink, entry: Entry): void {
  sink.lastT = Math.max(sink.lastT, timeOf(entry))
  if (entry.entry === 'run') sink.run = entry
  else if (entry.entry === 'bucket') sink.buckets.push(entry)
  else if (entry.entry === 'attempt') for (const attempt of listAttempts(entry)) putAttempt(sink, attempt, entry.warmup)
  else if (entry.entry === 'lifeline') sink.lifelines.push(lifelineOf(entry))
  else if (entry.entry === 'event') putEvent(sink, eventOf(entry))
  else if (entry.entry === 'thread') sink.threads.push(entry)
  else if (entry.entry === 'harness') sink.harness.push(entry)
  else if (entry.entry === 'total') sink.totals.push(entry)
  else sink.end = entry
}

function timeOf(entry: Entry): number {
  if (entry.entry === 'bucket') return entry.t + BUCKET_MS
  if (entry.entry === 'attempt') return entry.end
  if (entry.entry === 'lifeline') return entry.closed
  return 't' in entry ? entry.t : 0
}

function putAttempt(sink: Sink, attempt: Attempt, warmup = false): void {
  const { traffic, outcome, phase, due, end, retried, status, code, generation } = attempt
  const isAnswered = outcome === 'status' || outcome === 'invalid'
  const retryable = attempt.retryable && retried === undefined
  const summary = {
    traffic,
    outcome,
    phase,
    due,
    end,
    warmup,
    retryable,
    ...(retried && { retried: retried.outcome }),
    ...(isAnswered && status !== undefined && { status }),
    // Of gRPC's own making where HTTP answered otherwise.
    ...(outcome === 'status' && status === undefined && isGrpcStatus(code) && { grpcStatus: code }),
    ...(isAnswered && generation !== undefined && { generation }),
  }
  sink.summaries.push(summary)
  const restart = sink.restarts.findLast(({ t }) => t <= end)?.index ?? null
  if (!warmup || restart !== null) sink.sample.add({ attempt, summary }, attempt, restart)
  else if (sink.attempts.length < ATTEMPTS_KEPT) sink.attempts.push({ attempt, summary })
}

function putEvent(sink: Sink, event: RunEvent): void {
  sink.events.push(event)
  if (event.kind === 'restart-begun') sink.restarts.push({ t: event.t, index: event.index })
}

function lifelineOf(entry: { entry: 'lifeline' } & Lifeline): Lifeline {
  const { entry: _, ...lifeline } = entry
  return lifeline
}

function eventOf(entry: { entry: 'event' } & RunEvent): RunEvent {
  const event: { entry?: 'event' } & RunEvent = { ...entry }
  delete event.entry
  return event
}

function byTime(a: { t: number }, b: { t: number }): number {
  return a.t - b.t
}
