import type { HistoryRun, ScenarioHistory } from '../model/history.ts'
import { createAxis, percentAt, type TimeAxis } from '../report/html/chart/axis.ts'
import { type Lane, renderLane } from '../report/html/chart/lane.ts'
import { bars, path } from '../report/html/chart/shapes.ts'
import { clean, fit } from '../text/clean.ts'
import { html, type Markup } from '../text/markup.ts'
import { countOf, formatDuration } from '../text/numbers.ts'
import { day } from './history-sentences.ts'

const HEIGHT = 44
/** One failure among a million must be seen. */
const LEAST = 6
/** With more runs there is no room for their names. */
const NAMED = 16

/** A column for each run, in order of time: what it lost, and its longest outage. The table of runs beside it says the same. */
export function renderTrend({ runs }: ScenarioHistory): Markup {
  const axis = createAxis(0, runs.length)
  const lanes = [lossLane(runs, axis), outageLane(runs, axis), nameLane(runs, axis)]
  return html`<figure class="chart" aria-label="Losses and outages by run"><div class="lanes">${lanes.map(renderLane)}</div></figure>`
}

function lossLane(runs: readonly HistoryRun[], axis: TimeAxis): Lane {
  const losing = runs.filter(({ failures }) => failures > 0).length
  return {
    label: html`<b>${losing}</b> with losses`,
    note: `of ${countOf(runs.length, 'run')}`,
    height: HEIGHT,
    kind: 'failures',
    summary: `Share of requests that each run lost; ${losing} of ${runs.length} lost requests.`,
    shapes: path('bars', bars(axis, HEIGHT - 1, columnsOf(runs.map(shareLost)))),
  }
}

function shareLost({ failures, attempts }: HistoryRun): number {
  return attempts === 0 ? 0 : failures / attempts
}

function outageLane(runs: readonly HistoryRun[], axis: TimeAxis): Lane {
  const outages = runs.map(({ worstOutageMs }) => worstOutageMs ?? 0)
  const worst = Math.max(0, ...outages)
  return {
    label: 'no new connection',
    note: `at most ${formatDuration(worst)}`,
    height: HEIGHT,
    kind: 'failures uncounted',
    summary: `Longest time without a new connection in each run, at most ${formatDuration(worst)}.`,
    shapes: path('bars', bars(axis, HEIGHT - 1, columnsOf(outages))),
  }
}

/** By the square root, so that little is seen beside much. */
function columnsOf(values: readonly number[]) {
  const most = Math.max(...values)
  return values.flatMap((value, i) =>
    value > 0 ? [{ t: i + 0.15, to: i + 0.85, height: LEAST + (HEIGHT - 4 - LEAST) * Math.sqrt(value / most) }] : [],
  )
}

function nameLane(runs: readonly HistoryRun[], axis: TimeAxis): Lane {
  const shown = runs.length <= NAMED ? runs.map((run, i) => ({ run, i })) : []
  return {
    label: 'run',
    height: 16,
    summary: 'Label or day of each run.',
    marks: shown.map(
      ({ run, i }) =>
        html`<text x="${percentAt(axis, i + 0.5)}" y="12" text-anchor="middle">${fit(clean(run.label ?? day(run.startedAt).slice(5, 10), 40), 10)}</text>`,
    ),
  }
}
