import { isFailure, OUTCOMES, type Outcome } from '../../../model/outcome.ts'
import type { Report } from '../../../model/report.ts'
import { html } from '../../../text/markup.ts'
import { countOf, formatCount, formatDuration } from '../../../text/numbers.ts'
import type { Lane } from '../chart/lane.ts'
import { bars, path, stepArea } from '../chart/shapes.ts'
import { type Slots, stepsOf } from './slots.ts'

const ANSWERS_HEIGHT = 76
const HEIGHT = 20
/** One failure among a million must be seen. */
const LEAST = 5

/** How many requests were answered well in each slot. */
export function answersLane(slots: Slots): Lane {
  const { buckets, bucketMs, axis } = slots
  const most = Math.max(1, ...buckets.map(({ outcomes }) => outcomes.ok ?? 0))
  const steps = stepsOf(slots, ({ outcomes }) => ({
    low: ANSWERS_HEIGHT,
    high: ANSWERS_HEIGHT - ((outcomes.ok ?? 0) / most) * ANSWERS_HEIGHT,
  }))
  const slot = formatDuration(bucketMs)
  return {
    label: `answered, per ${slot}`,
    note: `at most ${formatCount(most)}`,
    height: ANSWERS_HEIGHT,
    kind: 'answers',
    summary: `Requests that succeeded in each slot of ${slot}, at most ${formatCount(most)}.`,
    shapes: path('area', stepArea(axis, steps)),
  }
}

/**
 * A row for each outcome other than `ok` that occurred, with a bar in each slot where it did. Told apart by their row, so that no
 * colour has to.
 */
export function failureLanes(slots: Slots, { outcomes }: Pick<Report, 'outcomes'>): Lane[] {
  const seen = OUTCOMES.filter((outcome) => outcome !== 'ok' && countIn(slots, outcome) > 0)
  const most = Math.max(1, ...seen.flatMap((outcome) => slots.buckets.map((bucket) => bucket.outcomes[outcome] ?? 0)))
  return seen.length === 0 ? [emptyLane()] : seen.map((outcome) => failureLane(slots, outcome, outcomes[outcome], most))
}

/** What the slots hold, the warm-up included. */
function countIn({ buckets }: Slots, outcome: Outcome): number {
  return buckets.reduce((sum, { outcomes }) => sum + (outcomes[outcome] ?? 0), 0)
}

function failureLane(slots: Slots, outcome: Outcome, measured: number, most: number): Lane {
  const { axis, buckets, bucketMs } = slots
  const warmup = countIn(slots, outcome) - measured
  const hit = buckets.filter(({ outcomes }) => (outcomes[outcome] ?? 0) > 0)
  const list = hit.map(({ t, outcomes }) => ({ t, to: t + bucketMs, height: heightOf(outcomes[outcome] ?? 0, most) }))
  return {
    label: html`${outcome} <b>${formatCount(measured)}</b>`,
    ...(warmup > 0 && { note: `and ${formatCount(warmup)} in the warm-up` }),
    height: HEIGHT,
    kind: isFailure(outcome) ? 'failures' : 'failures uncounted',
    summary: `${countOf(measured, 'request')} ended ${outcome}, in ${countOf(hit.length, 'slot')}.`,
    shapes: path('bars', bars(axis, HEIGHT - 2, list)),
  }
}

/** By the square root, so that one failure is seen beside a thousand. */
function heightOf(count: number, most: number): number {
  return LEAST + (HEIGHT - 4 - LEAST) * Math.sqrt(count / most)
}

function emptyLane(): Lane {
  const marks = html`<text class="quiet" x="0" dx="6" y="14">no request failed</text>`
  return { label: 'failed', height: HEIGHT, summary: 'No request failed.', kind: 'failures', marks }
}
