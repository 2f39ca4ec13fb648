import type { BucketEntry } from '../model/entry.ts'
import type { Ledger, RestartRecord } from '../model/ledger.ts'
import type { TrafficTraits } from '../model/scenario.ts'
import { sliceBetween } from '../model/sorted.ts'

/** The slots of one restart's window. */
export function bucketsIn(ledger: Ledger, { window }: RestartRecord): BucketEntry[] {
  return sliceBetween(ledger.buckets, window.from, window.to)
}

/** The slots of all traffic that has a trait. */
export function withTrait(
  { traffic }: Ledger,
  buckets: readonly BucketEntry[],
  trait: keyof TrafficTraits,
): BucketEntry[] {
  const names = new Set(traffic.filter(({ traits }) => traits[trait] !== undefined).map(({ name }) => name))
  return buckets.filter((bucket) => names.has(bucket.traffic))
}
