import type { BucketEntry } from '../model/entry.ts'
import type { Ledger, RestartAccount } from '../model/ledger.ts'
import type { TrafficKind } from '../model/scenario.ts'

/** The slots of one restart's window. */
export function bucketsIn(ledger: Ledger, { window }: RestartAccount): BucketEntry[] {
  return ledger.buckets.filter(({ t }) => t >= window.from && t < window.to)
}

/** The slots of all traffic of some kinds. */
export function ofKind(ledger: Ledger, buckets: readonly BucketEntry[], ...kinds: TrafficKind[]): BucketEntry[] {
  const names = new Set(ledger.traffic.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name))
  return buckets.filter(({ traffic }) => names.has(traffic))
}
