import * as fc from 'fast-check'
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import {
  addEncoded,
  countLatency,
  emptyCounts,
  emptyHistogram,
  encodeCounts,
  summarizeLatencies,
} from '../../src/ledger/histogram.ts'

function countAll(latencies: readonly number[]): string {
  const counts = emptyCounts()
  for (const ms of latencies) countLatency(counts, ms)
  return encodeCounts(counts)
}

const anyUs = fc.oneof(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 2_000_000_000 }))

describe('counting latencies', () => {
  test('gives byte for byte what the library’s own recording gives', () => {
    fc.assert(
      fc.property(fc.array(anyUs), (values) => {
        const shape = {
          autoResize: false,
          highestTrackableValue: 2_000_000_000,
          numberOfSignificantValueDigits: 2,
        } as const
        const own = build(shape)
        for (const us of values) own.recordValue(us)
        const counted = emptyHistogram()
        addEncoded(counted, countAll(values.map((us) => us / 1000)))
        for (const percentile of [0, 1, 50, 99, 100]) {
          expect(counted.getValueAtPercentile(percentile)).toBe(own.getValueAtPercentile(percentile))
        }
        expect(counted.totalCount).toBe(values.length)
        const again = emptyHistogram()
        again.add(own)
        expect(encodeIntoCompressedBase64(counted)).toBe(encodeIntoCompressedBase64(again))
      }),
    )
  })

  test('takes what is out of range for the nearest that is in it', () => {
    const sum = emptyHistogram()
    addEncoded(sum, countAll([-5, 0, 1e12, Number.POSITIVE_INFINITY]))
    expect(sum.totalCount).toBe(4)
    expect(sum.getValueAtPercentile(50)).toBe(0)
    expect(sum.getValueAtPercentile(100) / 2e9).toBeCloseTo(1, 2)
  })

  test('of nothing has no percentiles', () => {
    expect(summarizeLatencies(emptyHistogram())).toBeNull()
  })
})
