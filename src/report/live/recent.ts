import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import { BUCKET_MS, type BucketEntry } from '../../model/entry.ts'

const WINDOW_MS = 1000
/** The traffic threads hand over a slot when it is full; younger ones are not yet counted everywhere. */
const LAG_MS = 300
/** Beyond this number, old ones are forgotten. */
const SLOTS_KEPT = 1000

/** What the last second was like, from the slots of all traffic. */
export interface Recent {
  add(bucket: BucketEntry): void
  /** Shares 0..1 of the complete responses by the generation that gave them, the oldest generation first. */
  generations(now: number): [generation: string, share: number][]
  /** 99th percentile of the busiest traffic's latency, milliseconds: decoding all of them would cost more than a look is worth. */
  p99(now: number): { traffic: string; ms: number } | null
}

export function createRecent(): Recent {
  let slots: BucketEntry[] = []
  const known: string[] = []

  function lately(now: number): BucketEntry[] {
    const end = now - LAG_MS
    return slots.filter(({ t }) => t >= end - WINDOW_MS && t < end)
  }

  return {
    add(bucket) {
      if (slots.length >= SLOTS_KEPT) slots = slots.filter(({ t }) => t > bucket.t - 2 * WINDOW_MS - BUCKET_MS)
      slots.push(bucket)
      for (const label of Object.keys(bucket.generations ?? {})) if (!known.includes(label)) known.push(label)
    },
    generations(now) {
      const counts = new Map<string, number>()
      for (const { generations = {} } of lately(now))
        for (const [label, count] of Object.entries(generations)) counts.set(label, (counts.get(label) ?? 0) + count)
      const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
      const present = known.filter((label) => counts.has(label))
      return present.map((label) => [label, (counts.get(label) ?? 0) / all])
    },
    p99(now) {
      const measured = lately(now).filter(({ latency }) => latency !== undefined)
      const traffic = busiest(measured)
      const [first, ...rest] = measured.filter((one) => one.traffic === traffic).map(({ latency = '' }) => latency)
      if (traffic === undefined || first === undefined) return null
      const sum = decodeFromCompressedBase64(first)
      for (const latency of rest) sum.add(decodeFromCompressedBase64(latency))
      return { traffic, ms: sum.getValueAtPercentile(99) / 1000 }
    },
  }
}

function busiest(slots: readonly BucketEntry[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { traffic, outcomes } of slots) counts.set(traffic, (counts.get(traffic) ?? 0) + (outcomes.ok ?? 0))
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}
