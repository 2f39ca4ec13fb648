import type { BucketEntry } from '../model/entry.ts'
import type { Ledger } from '../model/ledger.ts'

/**
 * So long no request need be answered though each is served at once, milliseconds: the longest baseline latency of the quickest traffic, or the
 * longest pause before the first restart. Undefined where no request was answered in the baseline.
 */
export function usualSilence({ baseline, buckets, restarts }: Ledger): number | undefined {
  const latencies = Object.values(baseline.latencyByTraffic).map(({ max }) => max)
  if (latencies.length === 0) return undefined
  const first = restarts[0]?.begun ?? Number.POSITIVE_INFINITY
  const before = buckets.filter(({ t, firstOk }) => t < first && firstOk !== undefined)
  return Math.max(Math.min(...latencies), longestGap(before.toSorted((a, b) => a.t - b.t)))
}

function longestGap(buckets: readonly BucketEntry[]): number {
  let [last, longest] = [buckets[0]?.firstOk ?? 0, 0]
  for (const { firstOk = last, lastOk = firstOk } of buckets) {
    longest = Math.max(longest, firstOk - last)
    last = Math.max(last, lastOk)
  }
  return longest
}
