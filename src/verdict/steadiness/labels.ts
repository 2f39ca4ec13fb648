import { BUCKET_MS, type BucketEntry } from '../../model/entry.ts'
import type { RunEvent } from '../../model/event.ts'
import type { Ledger, TimeSpan } from '../../model/ledger.ts'
import { countOf } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'

/** Until then all workers of a generation have answered; what is new later is no generation of theirs. */
const FIRST_SIGHTS_MS = 1000
/** Answers that were under way while one generation took the place of another. */
const OVERLAP_MS = 2 * BUCKET_MS
/** Fewer answers may miss a worker that is there. */
const ENOUGH_ANSWERS = 10

/** A label that changes by itself, such as a date, makes any restart look as if it had happened. */
export function findUnsteadyLabels(ledger: Ledger): string | undefined {
  const late = lateBeforeAnyRestart(ledger)
  if (late.length > 1)
    return describeUnsteady(`${countOf(late.length, 'generation')} appeared before any restart`, late)
  const successors = quietTimes(ledger).flatMap((time) => successorsIn(ledger, time))
  if (successors.length > 0)
    return describeUnsteady('a generation took the place of another one although nothing was restarted', successors)
  const recycled = quietTimes(ledger).flatMap((time) => recycledIn(ledger, time))
  if (recycled.length === 0) return undefined
  return describeUnsteady('one of several generations took the place of another one without a restart', recycled)
}

function describeUnsteady(what: string, labels: readonly string[]): string {
  return `${what} (${listed(labels.slice(0, 3))}): target.generation must name something that only a restart changes`
}

function lateBeforeAnyRestart({ buckets, events, restarts }: Ledger): string[] {
  const start = (buckets[0]?.t ?? 0) + FIRST_SIGHTS_MS
  const firstRestart = restarts[0]?.begun ?? Number.POSITIVE_INFINITY
  const sights = events.filter((event) => event.kind === 'generation-seen' && event.t < firstRestart)
  const early = new Set(sights.filter(({ t }) => t <= start).map(labelOf))
  return [...new Set(sights.map(labelOf).filter((label) => !early.has(label)))]
}

function labelOf(event: RunEvent): string {
  return event.kind === 'generation-seen' ? event.generation : ''
}

interface Quiet extends TimeSpan {
  /** What was there in the restart before, or came with it: one of its workers may answer seldom, and while the others happen not to. */
  known: readonly string[]
}

/** Before the first restart, and after each that was over, until the next. */
function quietTimes({ restarts }: Ledger): Quiet[] {
  const first = { from: Number.NEGATIVE_INFINITY, to: restarts[0]?.begun ?? Number.POSITIVE_INFINITY, known: [] }
  const others = restarts.map(({ settled, observed, drained, generations, nextBegun }) => ({
    from: observed && drained ? (settled ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
    to: nextBegun ?? Number.POSITIVE_INFINITY,
    known: [...generations.old, ...generations.new],
  }))
  return [first, ...others]
}

/** The generations that came late, if all those which had answered before them fell silent just then. */
function successorsIn(ledger: Ledger, { from, to, known }: Quiet): string[] {
  const slow = new Set(ledger.traffic.filter(({ traits }) => traits.slow === 'answer').map(({ name }) => name))
  const buckets = ledger.buckets.filter(({ t, traffic }) => t >= from && t + BUCKET_MS <= to && !slow.has(traffic))
  const labels = [...countLabels(buckets)].map(([label, seen]) => ({ label, ...seen }))
  const begin = Math.min(...labels.map(({ first }) => first))
  const early = labels.filter(({ first }) => first <= begin + FIRST_SIGHTS_MS)
  const late = labels.filter(({ label, first }) => first > begin + FIRST_SIGHTS_MS && !known.includes(label))
  const silent = Math.max(...early.map(({ last }) => last))
  const answers = Math.min(...[early, late].map((part) => part.reduce((sum, { count }) => sum + count, 0)))
  const replaced = answers >= ENOUGH_ANSWERS && silent <= Math.min(...late.map(({ first }) => first)) + OVERLAP_MS
  return replaced ? late.map(({ label }) => label) : []
}

/**
 * Labels of workers that come and go one by one: one that had never been seen, and was not among the first of this time, came; and another
 * one fell silent before, for as long as ENOUGH_ANSWERS of its answers would have taken.
 */
function recycledIn(ledger: Ledger, { from, to, known }: Quiet): string[] {
  const seen = [...countLabels(ledger.buckets)].map(([label, times]) => ({ label, ...times }))
  const late = seen.filter(
    ({ label, first, count }) =>
      first > from + FIRST_SIGHTS_MS &&
      first < to &&
      !known.includes(label) &&
      count >= ENOUGH_ANSWERS &&
      !lived(ledger, label, from),
  )
  const gone = seen.filter(
    ({ first, last, count }) =>
      count >= ENOUGH_ANSWERS && last > from && to - last > (ENOUGH_ANSWERS * (last - first)) / count,
  )
  const end = Math.min(to, ledger.endOfTraffic)
  const patience = Math.max(FIRST_SIGHTS_MS, ledger.baseline.latencyMs?.max ?? 0)
  const silent = gone.filter(({ label, last }) => end - last > patience && !lived(ledger, label, end))
  return late.filter(({ first }) => silent.some(({ last }) => last < first + OVERLAP_MS)).map(({ label }) => label)
}

/** Where workers answer with their pid: a worker that lives has not gone, however seldom it is asked, nor come. */
function lived({ processes }: Ledger, label: string, t: number): boolean {
  return processes.some(
    ({ pid, started, ended = Number.POSITIVE_INFINITY }) => `${pid}` === label && started <= t && ended > t,
  )
}

interface Seen {
  first: number
  last: number
  count: number
}

function countLabels(buckets: readonly BucketEntry[]): Map<string, Seen> {
  const labels = new Map<string, Seen>()
  for (const { t, generations = {} } of buckets) {
    for (const [label, count] of Object.entries(generations)) {
      const { first, count: before } = labels.get(label) ?? { first: t, count: 0 }
      labels.set(label, { first, last: t, count: before + count })
    }
  }
  return labels
}
