import type { BucketEntry } from '../model/entry.ts'

/** A time in which no `ok` attempt ended: `ms` long, somewhere between `from` and `to`. */
export interface AnswerGap {
  from: number
  to: number
  /** Equals `to - from` between two slots; at most that within one, where only the length of the longest gap is known. */
  ms: number
}

/** Between `firstOk` and `lastOk` of a slot no gap is longer than `longest`. */
interface Stretch {
  first: number
  last: number
  longest: number
}

/**
 * The times without an `ok` attempt from `start` to `end`. Exact for one traffic, and for several wherever it spans more
 * than a slot; shorter gaps of several traffics together are upper bounds, for their answers interleave.
 */
export function findGaps(buckets: readonly BucketEntry[], start: number, end: number): AnswerGap[] {
  const stretches = buckets.flatMap(stretchOf).toSorted((a, b) => a.first - b.first)
  const inside = stretches.flatMap(({ first, last }) => [first, last])
  const points = [start, ...inside, Math.max(start, end)].toSorted((a, b) => a - b)
  const gaps: AnswerGap[] = []
  let open: Stretch[] = []
  let next = 0
  for (let i = 1; i < points.length; i += 1) {
    const from = points[i - 1] ?? start
    const to = points[i] ?? end
    while (next < stretches.length && (stretches[next]?.first ?? 0) <= from)
      open.push(...stretches.slice(next, (next += 1)))
    open = open.filter((stretch) => stretch.last >= to)
    if (to > from) gaps.push({ from, to, ms: Math.min(to - from, ...open.map((stretch) => stretch.longest)) })
  }
  return gaps
}

function stretchOf({ firstOk, lastOk, okGap }: BucketEntry): Stretch[] {
  if (firstOk === undefined || lastOk === undefined) return []
  return [{ first: firstOk, last: lastOk, longest: okGap ?? lastOk - firstOk }]
}

export function longest(gaps: readonly AnswerGap[]): number {
  return gaps.reduce((most, { ms }) => Math.max(most, ms), 0)
}
