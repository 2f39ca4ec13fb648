import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'
import type { LatencySummary } from '../model/ledger.ts'

export type { Histogram } from 'hdr-histogram-js'

/** Longest latency that is told apart, in microseconds (33 minutes, well inside 31 bits); longer ones count as this. */
const LONGEST_US = 2_000_000_000

/** Values are kept to within 1 %: two significant digits, which the encoding stores in a quarter of the space of three. */
const DIGITS = 2

export function emptyHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: DIGITS,
  })
}

/** Records a latency given in milliseconds; allocates nothing. */
export function recordLatency(histogram: Histogram, ms: number): void {
  // An int32 stays out of the heap on its way into the histogram.
  histogram.recordValue(Math.min(LONGEST_US, Math.max(0, ms * 1000 + 0.5)) | 0)
}

/** HdrHistogram V2, compressed, base64. */
export function encodeHistogram(histogram: Histogram): string {
  return encodeIntoCompressedBase64(histogram)
}

/** Adds an encoded histogram to `sum` in place. Throws where the text is not one. */
export function addEncoded(sum: Histogram, encoded: string): void {
  sum.add(decodeFromCompressedBase64(encoded))
}

/** Percentiles in milliseconds; null of an empty histogram. */
export function summarize(histogram: Histogram): LatencySummary | null {
  if (histogram.totalCount === 0) return null
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1000
  return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: at(100) }
}
