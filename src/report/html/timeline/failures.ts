import { isFailure, OUTCOMES, type Outcome } from '../../../model/outcome.ts'
import type { Report } from '../../../model/report.ts'
import { html } from '../../../text/markup.ts'
import { countOf, formatCount } from '../../../text/numbers.ts'
import type { Lane } from '../chart/lane.ts'
import { bars, path } from '../chart/shapes.ts'
import type { Slots } from './slots.ts'

const HEIGHT = 20
/** One failure among a million must be seen. */
const LEAST = 5

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
