import { describe, expect, test } from 'vitest'
import { buildTimeline, TIMELINE_SLOTS } from '../../src/ledger/timeline.ts'
import type { BucketEntry } from '../../src/model/entry.ts'
import { traitsOf } from '../../src/traffic/index.ts'
import { failedAttempt, recordAll } from './support.ts'

const bucketsOf = (...args: Parameters<typeof recordAll>): BucketEntry[] =>
  recordAll(...args).filter((entry) => entry.entry === 'bucket')

describe('the timeline', () => {
  test('puts the traffics of a slot together and shows empty slots', () => {
    const http = bucketsOf('http', [110, 120, 410], [{ ...failedAttempt, end: 130 }])
    const fresh = bucketsOf('fresh', [115], [])
    const buckets = [...http, ...fresh].toSorted((a, b) => a.t - b.t)
    expect(buildTimeline({ buckets, traffic: [] })).toEqual({
      bucketMs: 100,
      buckets: [
        { t: 100, outcomes: { ok: 3, reset: 1 }, generations: {}, p99Ms: 0, latencyMs: { p50: 0, p99: 0, max: 0 } },
        { t: 200, outcomes: {}, generations: {}, p99Ms: null, latencyMs: null },
        { t: 300, outcomes: {}, generations: {}, p99Ms: null, latencyMs: null },
        { t: 400, outcomes: { ok: 1 }, generations: {}, p99Ms: 0, latencyMs: { p50: 0, p99: 0, max: 0 } },
      ],
    })
  })

  test('adds up the generations', () => {
    const base: BucketEntry = { entry: 'bucket', traffic: 'a', t: 0, warmup: false, outcomes: {}, retryable: 0 }
    const buckets = [
      { ...base, generations: { x: 1, y: 2 } },
      { ...base, traffic: 'b', generations: { y: 3 } },
    ]
    expect(buildTimeline({ buckets, traffic: [] }).buckets[0]?.generations).toEqual({ x: 1, y: 5 })
  })

  test('keeps what is slow by intention out of the latency of a slot, unless there is nothing else', () => {
    const quick = bucketsOf('http', [{ due: 100, end: 120 }], [])
    const slow = bucketsOf('fresh', [{ due: 100, end: 190 }], [])
    const longest = (http: string, fresh: string) => {
      const traffic = [
        { name: 'http', traits: traitsOf(http) },
        { name: 'fresh', traits: traitsOf(fresh) },
      ]
      return buildTimeline({ buckets: [...quick, ...slow], traffic }).buckets[0]?.latencyMs?.max
    }
    expect(longest('http', 'slow')).toBeCloseTo(20, 0)
    expect(longest('http', 'fresh')).toBeCloseTo(90, 0)
    expect(longest('upload', 'download')).toBeCloseTo(90, 0)
  })

  test('of a long run has wider slots and loses nothing', () => {
    const base: BucketEntry = { entry: 'bucket', traffic: 'a', t: 0, warmup: false, outcomes: { ok: 1 }, retryable: 0 }
    const buckets = Array.from({ length: TIMELINE_SLOTS * 2 + 1 }, (_, i) => ({ ...base, t: 500 + i * 100 }))
    const timeline = buildTimeline({ buckets, traffic: [] })
    expect(timeline.bucketMs).toBe(300)
    expect(timeline.buckets.length).toBeLessThanOrEqual(TIMELINE_SLOTS)
    expect(timeline.buckets.reduce((sum, { outcomes }) => sum + (outcomes.ok ?? 0), 0)).toBe(buckets.length)
    expect(timeline.buckets[1]?.t).toBe(800)
  })

  test('of nothing is empty', () => {
    expect(buildTimeline({ buckets: [], traffic: [] })).toEqual({ bucketMs: 100, buckets: [] })
  })
})
