import type { Report, TimelineBucket } from '../../../model/report.ts'
import type { TimeAxis } from '../chart/axis.ts'
import type { Span } from '../chart/shapes.ts'
import type { GenerationNumbers } from '../generations.ts'

/** The timeline as far as a chart shows it. */
export interface Slots {
  axis: TimeAxis
  bucketMs: number
  buckets: TimelineBucket[]
  generations: GenerationNumbers
}

export function cutSlots(
  { bucketMs, buckets }: Report['timeline'],
  axis: TimeAxis,
  generations: GenerationNumbers,
): Slots {
  const within = buckets.filter(({ t }) => t + bucketMs > axis.from && t < axis.to)
  return { axis, bucketMs, buckets: within, generations }
}

/** What can be said of each slot, with the time that it is true of; slots of which `read` says null are left out. */
export function stepsOf<T extends object>(
  { buckets, bucketMs }: Slots,
  read: (bucket: TimelineBucket) => T | null,
): (T & Span)[] {
  return buckets.flatMap((bucket) => {
    const value = read(bucket)
    return value === null ? [] : [{ ...value, t: bucket.t, to: bucket.t + bucketMs }]
  })
}
