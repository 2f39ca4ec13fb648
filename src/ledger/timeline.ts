import { BUCKET_MS, type BucketEntry } from '../model/entry.ts'
import type { Ledger, TrafficTotals } from '../model/ledger.ts'
import { addOutcomes, noOutcomes, type OutcomeCounts } from '../model/outcome.ts'
import type { TimelineBucket } from '../model/report.ts'
import { mergeLatencies } from './traffic-totals.ts'

/** A longer run is drawn in wider slots, so that its report stays one that a browser can open: 10 minutes at 100 ms. */
export const TIMELINE_SLOTS = 6000

type TimelineInput = Pick<Ledger, 'buckets'> & { traffic: readonly Pick<TrafficTotals, 'name' | 'traits'>[] }

export interface Timeline {
  bucketMs: number
  buckets: TimelineBucket[]
}

/** The run over time, all traffics together, the warm-up included; slots in which nothing ended are there, empty. */
export function buildTimeline({ buckets, traffic }: TimelineInput): Timeline {
  const first = buckets[0]?.t ?? 0
  const last = buckets.at(-1)?.t ?? first - BUCKET_MS
  const bucketMs = BUCKET_MS * Math.max(1, Math.ceil(((last - first) / BUCKET_MS + 1) / TIMELINE_SLOTS))
  const slotOf = (t: number) => Math.floor((t - first) / bucketMs)
  const groups: BucketEntry[][] = Array.from({ length: slotOf(last) + 1 }, () => [])
  for (const bucket of buckets) groups[slotOf(bucket.t)]?.push(bucket)
  const quick = new Set(traffic.filter(({ traits }) => traits.slow === undefined).map(({ name }) => name))
  const isQuick = (bucket: BucketEntry) => quick.size === 0 || quick.has(bucket.traffic)
  return { bucketMs, buckets: groups.map((group, i) => mergeSlot(first + i * bucketMs, group, isQuick)) }
}

function mergeSlot(
  t: number,
  group: readonly BucketEntry[],
  isQuick: (bucket: BucketEntry) => boolean,
): TimelineBucket {
  const outcomes = group.reduce((sum, bucket) => addOutcomes(sum, bucket.outcomes), noOutcomes())
  const generations: Record<string, number> = {}
  for (const bucket of group) {
    for (const [label, count] of Object.entries(bucket.generations ?? {})) {
      generations[label] = (generations[label] ?? 0) + count
    }
  }
  const [all, quick] = [mergeLatencies(group), mergeLatencies(group.filter(isQuick))]
  return {
    t,
    outcomes: withoutZeros(outcomes),
    generations,
    p99Ms: all?.p99 ?? null,
    latencyMs: quick && { p50: quick.p50, p99: quick.p99, max: quick.max },
  }
}

function withoutZeros(counts: OutcomeCounts): Partial<OutcomeCounts> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}
