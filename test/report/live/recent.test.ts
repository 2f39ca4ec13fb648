import { describe, expect, test } from 'vitest'
import { countLatency, emptyCounts, encodeCounts } from '../../../src/ledger/histogram.ts'
import type { BucketEntry } from '../../../src/model/entry.ts'
import { createRecent } from '../../../src/report/live/recent.ts'

function bucket(t: number, traffic: string, generations: Record<string, number>, latencies: number[]): BucketEntry {
  const counts = emptyCounts()
  for (const ms of latencies) countLatency(counts, ms)
  const latency = latencies.length > 0 ? { latency: encodeCounts(counts) } : {}
  return {
    entry: 'bucket',
    traffic,
    t,
    warmup: false,
    outcomes: { ok: latencies.length },
    retryable: 0,
    generations,
    ...latency,
  }
}

describe('the last second', () => {
  test('is shared by the generations that answered in it, the older one first', () => {
    const recent = createRecent()
    recent.add(bucket(0, 'http', { a: 50 }, []))
    recent.add(bucket(1000, 'http', { a: 10 }, []))
    recent.add(bucket(1100, 'fresh', { b: 30 }, []))
    expect(recent.generations(1600)).toEqual([
      ['a', 0.25],
      ['b', 0.75],
    ])
    expect(recent.generations(9000)).toEqual([])
  })

  test('has the 99th percentile of one traffic', () => {
    const recent = createRecent()
    recent.add(bucket(1000, 'http', {}, [1, 1, 1]))
    recent.add(bucket(1100, 'http', {}, [40]))
    recent.add(bucket(1100, 'slow', {}, [3000]))
    const p99 = recent.p99(1600)
    expect(p99?.traffic).toBe('http')
    expect(Math.round(p99?.ms ?? 0)).toBe(40)
    expect(recent.p99(9000)).toBeNull()
  })
})
