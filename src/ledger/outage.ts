import { BUCKET_MS, type BucketEntry } from '../model/entry.ts'
import { countAttempts, isFailure } from '../model/outcome.ts'
import type { TrafficSpec } from '../model/scenario.ts'
import { findFirst, sliceBetween } from '../model/sorted.ts'
import type { Collected } from './collect.ts'
import { type AnswerGap, findGaps, longest } from './gaps.ts'
import { mergeLatencies } from './traffic-totals.ts'
import type { RestartWindow } from './windows.ts'

/** A gap without a failed attempt counts only beyond this many periods of the traffic's rate: less is an uneven pace. */
const PERIODS = 3

/** Nor up to this one: answers are counted in slots, and below the length of one a pause is not exact. */
const JITTER_MS = BUCKET_MS

/** How long the service was away around a window, milliseconds. See docs/explain/statistics.md. */
export interface Absence {
  /** For new connections; null without `fresh` traffic. */
  outageMs: number | null
  /** A time without a listener, which no attempt ran into, was shorter than this; null where no new connection was answered. */
  resolutionMs: number | null
  /** For all clients, whom an error answers too; null without traffic. */
  silenceMs: number | null
}

/** Looks at all windows of a run. */
export function findAbsences(all: Collected, windows: readonly RestartWindow[], endOfTraffic: number): Absence[] {
  const specs = all.run.scenario.traffic.filter(({ kind }) => all.traitsOf(kind).marksOutages)
  const watched = specs.map((spec) => watchPauses(spec, all, { firstRestart: windows[0]?.from ?? 0, endOfTraffic }))
  const everyGap = gapsIn(all.buckets.map(countErrors), endOfTraffic)
  return windows.map((window) => {
    const inWindow = (gaps: AnswerGap[]): number => longest(gapsOver(gaps, window))
    return {
      outageMs: greatestOf(
        watched
          .filter((one) => triedIn(one, window))
          .map((one) => inWindow(one.outages.filter((gap) => !isOfNext(one, gap, window)))),
      ),
      resolutionMs: finest(watched.map((pauses) => resolve(pauses, window))),
      silenceMs: all.buckets.length === 0 ? null : inWindow(everyGap),
    }
  })
}

/** An error is an answer, somewhere in its slot. */
function countErrors(bucket: BucketEntry): BucketEntry {
  const { t, outcomes, firstOk = t, lastOk = t, okGap = 0 } = bucket
  if ((outcomes.status ?? 0) + (outcomes.invalid ?? 0) === 0) return bucket
  const errors = { firstOk: Math.min(firstOk, t), lastOk: Math.max(lastOk, t + BUCKET_MS) }
  return { ...bucket, ...errors, okGap: Math.max(okGap, BUCKET_MS) }
}

/** The pauses between the answers on new connections of one traffic, wherever they lie. */
interface Pauses {
  outages: AnswerGap[]
  usual: AnswerGap[]
  buckets: BucketEntry[]
  /** A pause up to this long proves nothing, milliseconds. */
  unusual: number
  /** Ends of what failed, in order. */
  failures: number[]
}

/** Tells the pauses that count as outages from those which an uneven pace explains. */
function watchPauses(
  spec: TrafficSpec,
  all: Collected,
  { firstRestart, endOfTraffic }: { firstRestart: number; endOfTraffic: number },
): Pauses {
  const buckets = ofTraffic(all.buckets, spec)
  const gaps = gapsIn(buckets, endOfTraffic)
  const measured = buckets.find(({ warmup }) => !warmup)?.t ?? 0
  const usual = longest(gaps.filter((gap) => gap.from >= measured && gap.to <= firstRestart))
  const unusual = Math.max(usual, periodsOf(spec), JITTER_MS)
  const failures = ofTraffic(all.summaries, spec)
    .filter(({ outcome }) => isFailure(outcome))
    .map(({ end }) => end)
    .toSorted((a, b) => a - b)
  const isOutage = (gap: AnswerGap): boolean => gap.ms > unusual || hasBetween(failures, gap.from, gap.to)
  return { outages: gaps.filter(isOutage), usual: gaps.filter((gap) => !isOutage(gap)), buckets, unusual, failures }
}

/** Milliseconds; none of a traffic that is on no schedule. */
function periodsOf({ rate }: TrafficSpec): number {
  return rate === undefined ? 0 : (PERIODS * 1000) / rate
}

/**
 * The longest time between two attempts to connect, at most. Only the ends of answers are known: an attempt began its latency
 * before its answer's end, so two of them are no further apart than their answers by the latency of the earlier.
 */
function resolve({ usual, buckets }: Pauses, window: RestartWindow): number | null {
  const latency = mergeLatencies(sliceBetween(buckets, window.from, window.to))
  return latency === null ? null : longest(gapsOver(usual, window)) + latency.max
}

/** Gaps follow one another: those that reach into a window. */
function gapsOver(gaps: readonly AnswerGap[], { from, to }: RestartWindow): AnswerGap[] {
  return gaps.slice(
    findFirst(gaps, (gap) => gap.to > from),
    findFirst(gaps, (gap) => gap.from >= to),
  )
}

/** A window may end in the slot in which the next restart begins: until then nothing had failed, and no answer was late. */
function isOfNext({ unusual, failures }: Pauses, gap: AnswerGap, { nextBegun = gap.to }: RestartWindow): boolean {
  return gap.to > nextBegun && nextBegun - gap.from <= unusual && !hasBetween(failures, gap.from, nextBegun)
}

/** Whether a new connection was tried once the restart had begun: without one, that nothing failed shows nothing. */
function triedIn({ buckets }: Pauses, { from, until }: RestartWindow): boolean {
  return sliceBetween(buckets, from, until).some(({ outcomes }) => countAttempts(outcomes) > 0)
}

function greatestOf(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : Math.max(...numbers)
}

function finest(resolutions: readonly (number | null)[]): number | null {
  const known = resolutions.filter((ms) => ms !== null)
  return known.length === 0 ? null : Math.min(...known)
}

function ofTraffic<T extends { traffic: string }>(items: readonly T[], spec: TrafficSpec): T[] {
  return items.filter(({ traffic }) => traffic === spec.name)
}

function gapsIn(buckets: readonly BucketEntry[], end: number): AnswerGap[] {
  const [first] = buckets
  return first ? findGaps(buckets, first.t, end) : []
}

/** Whether one of the sorted numbers lies between two others, these included. */
function hasBetween(sorted: readonly number[], from: number, to: number): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < from) low = middle + 1
    else high = middle
  }
  return low < sorted.length && (sorted[low] ?? 0) <= to
}
