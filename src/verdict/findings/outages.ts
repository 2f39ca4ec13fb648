import { BUCKET_MS } from '../../model/entry.ts'
import type { Ledger } from '../../model/ledger.ts'
import type { ListenerHold } from '../../model/process.ts'
import type { Loss } from './loss.ts'
import type { RestartSpan } from './rule-input.ts'

/** A restart after which nothing listened any more, until the next one that brought it back, or until the end. */
export interface Outage {
  span: RestartSpan
  /** This restart, and those after it that found nothing listening and left it so. */
  spans: RestartSpan[]
  from: number
  to: number
  /** Who let go of the last listening sockets; empty where they could not be seen. */
  holders: ListenerHold[]
}

export function findOutages(ledger: Ledger, spans: readonly RestartSpan[], lost: readonly Loss[]): Outage[] {
  const refusals = sortTimes(lost.filter(({ outcome }) => outcome === 'refused').map(({ end }) => end))
  const answers = listAnswerTimes(ledger)
  const outages: Outage[] = []
  for (const span of spans) {
    const found = lookAtEnd(ledger, span, { refusals, answers })
    const before = outages.at(-1)
    if (found === undefined) continue
    if (before !== undefined && found.from <= before.to)
      Object.assign(before, { to: found.to, spans: [...before.spans, span] })
    else if (found.from >= span.begun) outages.push(found)
  }
  return outages
}

/** How a restart's time ended: undefined where something listened, or the last client that tried was let in. */
function lookAtEnd(
  { listeners, processes }: Ledger,
  span: RestartSpan,
  { refusals, answers }: { refusals: readonly number[]; answers: readonly number[] },
): Outage | undefined {
  const { index, settled, until } = span
  if (settled === undefined || listeners.some(({ from, to = until }) => from < until && to >= until)) return undefined
  const answered = answers[countUpTo(answers, until) - 1] ?? Number.NEGATIVE_INFINITY
  const first = refusals[countUpTo(refusals, answered)]
  if (first === undefined || first >= until) return undefined
  const holders = lastHolders(listeners, until)
  const from = Math.min(first, ...holders.map(({ to = first }) => to))
  const isByNew = holders.some(({ pid }) => processes.some((life) => life.pid === pid && life.bornIn === index))
  return from < settled || isByNew ? { span, spans: [span], from, to: until, holders } : undefined
}

function lastHolders(listeners: readonly ListenerHold[], until: number): ListenerHold[] {
  const ended = listeners.filter(({ to = until }) => to < until)
  const last = Math.max(...ended.map(({ to = 0 }) => to))
  return ended.filter(({ to }) => to === last)
}

/** When new connections were answered. Where none are made on purpose, and listeners cannot be seen, when anything was. */
export function listAnswerTimes({ traffic, buckets, listeners }: Ledger): number[] {
  const names = new Set(traffic.filter(({ traits }) => traits.marksOutages).map(({ name }) => name))
  const counted = names.size === 0 && listeners.length === 0 ? buckets : buckets.filter((one) => names.has(one.traffic))
  return sortTimes(
    counted.filter(({ outcomes }) => (outcomes.ok ?? 0) > 0).map(({ t, lastOk = t + BUCKET_MS }) => lastOk),
  )
}

export function sortTimes(times: readonly number[]): number[] {
  return times.toSorted((a, b) => a - b)
}

/** How many of the sorted numbers are no greater than another one. */
function countUpTo(times: readonly number[], t: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? 0) <= t) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether one of the sorted numbers lies between two others. */
export function hasBetween(times: readonly number[], from: number, to: number): boolean {
  return countUpTo(times, to) > countUpTo(times, from)
}

/** Losses that are explained by it. The last requests of a run end after its traffic. */
export function refusedIn(losses: readonly Loss[], { from, to: seen, spans }: Outage): Loss[] {
  const to = spans.at(-1)?.nextBegun === undefined ? Number.POSITIVE_INFINITY : seen
  return losses.filter(({ outcome, end }) => outcome === 'refused' && end >= from && end <= to)
}
