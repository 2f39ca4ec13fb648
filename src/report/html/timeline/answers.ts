import { formatCount, formatDuration } from '../../../text/numbers.ts'
import type { Lane } from '../chart/lane.ts'
import { path, stepArea } from '../chart/shapes.ts'
import { type Slots, stepsOf } from './slots.ts'

const HEIGHT = 76

/** How many requests were answered well in each slot. */
export function answersLane(slots: Slots): Lane {
  const { buckets, bucketMs, axis } = slots
  const most = Math.max(1, ...buckets.map(({ outcomes }) => outcomes.ok ?? 0))
  const steps = stepsOf(slots, ({ outcomes }) => ({ low: HEIGHT, high: HEIGHT - ((outcomes.ok ?? 0) / most) * HEIGHT }))
  const slot = formatDuration(bucketMs)
  return {
    label: `answered, per ${slot}`,
    note: `at most ${formatCount(most)}`,
    height: HEIGHT,
    kind: 'answers',
    summary: `Requests that succeeded in each slot of ${slot}, at most ${formatCount(most)}.`,
    shapes: path('area', stepArea(axis, steps)),
  }
}
