import type { Attempt } from '../model/attempt.ts'
import type { GapRow, MeasuredRange } from '../model/calibration.ts'
import { isLostIn } from './requests.ts'
import type { ListenerGap } from './server/protocol.ts'

/** A gap that was made, and what the account of the run says of the time around it. */
export interface Made {
  askedMs: number
  gap: ListenerGap
  /** Requests lost in its window, and the outage, as `restarts[]` of a report would have them. */
  reported: { lost: number; outageMs: number | null }
}

/** One row for each length that was asked for, shortest first. */
export function sumGaps(made: readonly Made[]): GapRow[] {
  const lengths = [...new Set(made.map(({ askedMs }) => askedMs))].toSorted((a, b) => a - b)
  return lengths.map((askedMs) => {
    const own = made.filter((one) => one.askedMs === askedMs)
    const seen = own.filter(({ reported }) => reported.lost > 0)
    return {
      askedMs,
      madeMs: rangeOf(own.map(({ gap }) => gap.opening - gap.closed)) ?? { min: 0, max: 0 },
      repetitions: own.length,
      seen: seen.length,
      lost: seen.reduce((sum, { reported }) => sum + reported.lost, 0),
      outageMs: rangeOf(seen.flatMap(({ reported }) => reported.outageMs ?? [])),
    }
  })
}

/** The shortest length that was seen each time, if every longer one was as well. */
export function findSurelySeen(rows: readonly GapRow[]): number | null {
  const missed = rows.findLastIndex(({ seen, repetitions }) => seen < repetitions)
  return rows[missed + 1]?.askedMs ?? null
}

export interface GapFacts {
  periodMs: number
  /** The longest that any request took from due to its answer. */
  longestMs: number
  /** Requests that became due, and those that the server read: all others met no listener. */
  begun: number
  read: number
  attempts: readonly Attempt[]
}

/** What of the reports cannot be, seen from the server: a sentence each. */
export function findGapContradictions(made: readonly Made[], facts: GapFacts): string[] {
  return [...compareLosses(made, facts), ...made.flatMap((one) => compareGap(one, facts))]
}

function compareLosses(made: readonly Made[], { begun, read, attempts }: GapFacts): string[] {
  const gaps = made.map(({ gap }) => gap)
  const outside = attempts.filter((attempt) => !isLostIn(gaps, attempt))
  const kinds = [...new Set(outside.map(({ outcome }) => outcome))].join(', ')
  return [
    ...(begun - read === attempts.length
      ? []
      : [`${begun - read} requests met no listener, but ${attempts.length} were reported as lost`]),
    ...(outside.length === 0 ? [] : [`${outside.length} requests were reported as lost outside any gap (${kinds})`]),
  ]
}

/**
 * How long an outage can seem at the least and at the most. The last good answer before it may still come while no process listens, and the request
 * due just before may be caught by it: each by as long as a request can take, and a period of the schedule on either side.
 */
function compareGap({ gap, reported }: Made, { periodMs, longestMs, attempts }: GapFacts): string[] {
  const { closing, closed, opening, open } = gap
  const name = `the gap of ${exactly(opening - closed)}`
  const lost = attempts.filter((attempt) => isLostIn([gap], attempt)).length
  const outageMs = reported.outageMs ?? 0
  const least = lost === 0 ? 0 : opening - closed - longestMs
  const most = open - closing + 2 * (periodMs + longestMs)
  return [
    ...(reported.lost === lost ? [] : [`${name} lost ${lost} requests, but its window reports ${reported.lost}`]),
    ...(outageMs >= least && outageMs <= most
      ? []
      : [`${name} was reported as an outage of ${exactly(outageMs)}; expected ${exactly(least)} to ${exactly(most)}`]),
  ]
}

/** Two durations that differ by less than a millisecond must not read alike. */
function exactly(ms: number): string {
  return `${ms.toFixed(2)} ms`
}

function rangeOf(values: readonly number[]): MeasuredRange | null {
  return values.length === 0 ? null : { min: Math.min(...values), max: Math.max(...values) }
}
