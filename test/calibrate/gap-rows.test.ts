import { describe, expect, test } from 'vitest'
import {
  findGapContradictions,
  findSurelySeen,
  type GapFacts,
  type Made,
  sumGaps,
} from '../../src/calibrate/gap-rows.ts'
import { GAPS_MS, planGaps } from '../../src/calibrate/gaps.ts'
import type { Attempt } from '../../src/model/attempt.ts'
import type { GapRow } from '../../src/model/calibration.ts'
import { attempt } from '../verdict/support.ts'

/** A gap of so many milliseconds that begins at a time, and what was reported of it. */
function made(at: number, ms: number, lost: number, outageMs: number | null = lost === 0 ? 0 : ms + 6): Made {
  const gap = { closing: at - 0.2, closed: at, opening: at + ms, open: at + ms + 0.3 }
  return { askedMs: ms, gap, reported: { lost, outageMs } }
}

function refusedAt(...times: number[]): Attempt[] {
  return times.map((t) => attempt({ traffic: 'gaps', outcome: 'refused', phase: 'connect', due: t, end: t + 0.4 }))
}

function facts(attempts: Attempt[], more: Partial<GapFacts> = {}): GapFacts {
  return { periodMs: 5, longestMs: 2, begun: 1000, read: 1000 - attempts.length, attempts, ...more }
}

describe('the rows', () => {
  test('are one for each length, with what was really made and reported', () => {
    const rows = sumGaps([made(1000, 20, 4, 27), made(2000, 1, 0), made(3000, 20, 5, 22), made(4000, 1, 1, 9)])
    expect(rows).toEqual([
      { askedMs: 1, madeMs: { min: 1, max: 1 }, repetitions: 2, seen: 1, lost: 1, outageMs: { min: 9, max: 9 } },
      { askedMs: 20, madeMs: { min: 20, max: 20 }, repetitions: 2, seen: 2, lost: 9, outageMs: { min: 22, max: 27 } },
    ])
  })

  test.each([
    ['the shortest seen each time', [0, 2, 3, 3], 5],
    ['none, where the longest was missed once', [3, 3, 3, 2], null],
    ['not one below another that was missed', [3, 2, 3, 3], 5],
    ['the very shortest', [3, 3, 3, 3], 1],
  ])('surely seen is %s', (_title, seen, expected) => {
    const rows = seen.map((count, i): GapRow => {
      const askedMs = [1, 2, 5, 20][i] ?? 0
      return { askedMs, madeMs: { min: 0, max: 0 }, repetitions: 3, seen: count, lost: 0, outageMs: null }
    })
    expect(findSurelySeen(rows)).toBe(expected)
  })

  test('every length is made as often, at points spread over the period', () => {
    const plan = planGaps(4)
    expect(plan.map(({ askedMs }) => askedMs)).toEqual([...GAPS_MS, ...GAPS_MS, ...GAPS_MS, ...GAPS_MS])
    expect([...new Set(plan.map(({ phase }) => phase))]).toEqual([0.125, 0.375, 0.625, 0.875])
  })
})

describe('what cannot be', () => {
  test('is nothing where each request is accounted for', () => {
    const attempts = refusedAt(1001, 1006, 1011, 1016)
    expect(findGapContradictions([made(1000, 20, 4), made(2000, 1, 0)], facts(attempts))).toEqual([])
  })

  test('is a loss that was not reported, or reported and not made', () => {
    const attempts = refusedAt(1001, 1006, 1011)
    expect(findGapContradictions([made(1000, 20, 3)], facts(attempts, { read: 996 }))).toEqual([
      '4 requests met no listener, but 3 were reported as lost',
    ])
    expect(findGapContradictions([made(1000, 20, 3)], facts([...attempts, ...refusedAt(1500)]))).toEqual([
      '1 requests were reported as lost outside any gap (refused)',
    ])
    const [timeout] = refusedAt(1005)
    const late = timeout === undefined ? [] : [{ ...timeout, outcome: 'timeout' as const }]
    expect(findGapContradictions([made(1000, 20, 0)], facts(late))).toEqual([
      '1 requests were reported as lost outside any gap (timeout)',
    ])
  })

  test('is a loss in the window of another gap', () => {
    const both = [made(1000, 20, 0, 26), made(2000, 20, 1)]
    expect(findGapContradictions(both, facts(refusedAt(1001)))).toEqual([
      'the gap of 20.00 ms lost 1 requests, but its window reports 0',
      'the gap of 20.00 ms lost 0 requests, but its window reports 1',
    ])
  })

  test('is an outage shorter than the gap, or longer than the schedule can make it', () => {
    const attempts = refusedAt(1001)
    const tell = (outageMs: number | null) => findGapContradictions([made(1000, 20, 1, outageMs)], facts(attempts))
    expect(tell(18.1)).toEqual([])
    expect(tell(17.9)).toEqual([
      'the gap of 20.00 ms was reported as an outage of 17.90 ms; expected 18.00 ms to 34.50 ms',
    ])
    expect(tell(34.4)).toEqual([])
    expect(tell(34.6)).toEqual([
      'the gap of 20.00 ms was reported as an outage of 34.60 ms; expected 18.00 ms to 34.50 ms',
    ])
    expect(tell(null)).toEqual([
      'the gap of 20.00 ms was reported as an outage of 0.00 ms; expected 18.00 ms to 34.50 ms',
    ])
  })
})
