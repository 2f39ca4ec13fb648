import type { Strategy } from '../model/comparison.ts'
import { round, type TimeAxis } from '../report/html/chart/axis.ts'
import type { Lane } from '../report/html/chart/lane.ts'
import { bars, path, stepArea } from '../report/html/chart/shapes.ts'
import { clean } from '../text/clean.ts'
import { html } from '../text/markup.ts'
import { countOf } from '../text/numbers.ts'
import { describeRestarts } from './difference-sentences.ts'

const HEIGHT = 52
/** One failure among a million must be seen. */
const LEAST = 8
/** How wide the mark of a restart is drawn, in columns of the timeline. */
const MARK_COLUMNS = 1

/** The run of one strategy: what succeeded, what failed, and where its restarts began. */
export function strategyLane(strategy: Strategy, axis: TimeAxis): Lane {
  const { name, timeline, strict, sla } = strategy
  const { from, columnMs, ok, failures, restarts } = timeline
  const most = Math.max(1, ...ok)
  const worst = Math.max(1, ...failures)
  const span = (i: number) => ({ t: from + i * columnMs, to: from + (i + 1) * columnMs })
  const answered = ok.map((count, i) => ({ ...span(i), low: HEIGHT, high: HEIGHT - (count / most) * (HEIGHT - 4) }))
  const failed = failures.flatMap((count, i) => (count === 0 ? [] : [{ ...span(i), height: heightOf(count, worst) }]))
  return {
    label: html`<b>${clean(name, 60)}</b>`,
    note: describeRestarts(strategy),
    height: HEIGHT,
    summary: `${clean(name, 60)}: ${countOf(strict.failures, 'failure')} in ${countOf(sla.attempts, 'request')}.`,
    shapes: [
      restarts.map(
        (t) =>
          html`<rect class="window" x="${round(axis.x(t))}" width="${round(axis.x(t + MARK_COLUMNS * columnMs) - axis.x(t))}" height="${HEIGHT}"/>`,
      ),
      path('area', stepArea(axis, answered)),
      path('bars', bars(axis, HEIGHT, failed)),
    ],
  }
}

/** By the square root, so that one failure is seen beside a thousand. */
function heightOf(count: number, worst: number): number {
  return LEAST + (HEIGHT - LEAST) * Math.sqrt(count / worst)
}
