import type { Attempt } from '../../../model/attempt.ts'
import { countFailures } from '../../../model/outcome.ts'
import type { RestartReport } from '../../../model/report.ts'
import { html, type Markup, raw } from '../../../text/markup.ts'
import { describeFates, describeGenerations, describeLosses, describeTimes } from '../../sla-sentences.ts'
import { describeTls } from '../../tls-sentences.ts'
import { createAxis, type TimeAxis } from '../chart/axis.ts'
import { renderChart } from '../chart/chart.ts'
import { lifelineLanes } from '../lifelines/chart.ts'
import type { LifelineSpan } from '../lifelines/lines.ts'
import type { PageContext } from '../page-context.ts'
import { listenerLanes } from '../processes/listeners.ts'
import { podLanes } from '../processes/pod-lanes.ts'
import { processLanes } from '../processes/process-lanes.ts'
import { sharesLane } from '../timeline/generation-shares.ts'
import { listMoments, type Moment } from '../timeline/moments.ts'
import { answersLane } from '../timeline/outcomes.ts'
import { cutSlots } from '../timeline/slots.ts'
import { attemptLanes } from './attempts.ts'
import { flagsLane, listFlags } from './flags.ts'

/** What happened in a restart, as far as its detail shows it. */
interface RestartView {
  restart: RestartReport
  moments: readonly Moment[]
  /** What did not end well, or was saved by a retry. */
  attempts: readonly Attempt[]
  /** The connections that it ended. */
  lines: readonly LifelineSpan[]
}

const SHORTEST = 300
const MARGIN = 0.12
const LEAST_MARGIN = 60

/** One restart in detail: the time in which it did its work, and every request that it cost. */
export function renderRestartDetail(
  context: PageContext,
  restart: RestartReport,
  attempts: readonly Attempt[],
  open: boolean,
): Markup {
  const view = gather(context, restart, attempts)
  const { index, begun, detail } = restart
  const generations = `generation ${describeGenerations(restart)}`
  const facts = [describeTimes(restart), describeFates(restart), describeTls(restart), generations, detail]
  return html`<details class="restart${lookOf(restart)}" id="restart-${index}" ${raw(open ? 'open' : '')}>
<summary><b>Restart ${index}</b> <span>${describeLosses(restart)}</span></summary>
<ul class="facts">${facts.filter((fact) => fact !== null && fact !== '').map((fact) => html`<li>${fact}</li>`)}</ul>
${drawRestart(context, view)}
${listFlags(view.moments, begun)}
</details>
`
}

function lookOf({ outcomes, observed, drained }: RestartReport): string {
  if (countFailures(outcomes) > 0) return ' lossy'
  return observed && drained ? '' : ' doubtful'
}

function gather(context: PageContext, restart: RestartReport, attempts: readonly Attempt[]): RestartView {
  const { lines, report } = context
  return {
    restart,
    attempts,
    moments: listMoments(report, restart.index),
    lines: lines.filter(({ lifeline }) => lifeline.restart === restart.index && lifeline.end !== 'kept'),
  }
}

/**
 * The stretch of time in which everything happens but the old generation's long farewell: its steps, the takeover, every failure
 * and every connection that it ended.
 */
function focusOn({ restart, moments, attempts, lines }: RestartView): TimeAxis {
  const { begun } = restart
  const active = moments.filter(({ kind }) => kind !== 'gone' && kind !== 'settled')
  const ends = [...active.map(({ t }) => t), ...attempts.map(({ end }) => end), ...lines.map(({ to }) => to)]
  const last = ends.reduce((latest, t) => Math.max(latest, t), begun + SHORTEST)
  const margin = Math.max(LEAST_MARGIN, (last - begun) * MARGIN)
  return createAxis(begun - margin, last + margin, begun)
}

function drawRestart(context: PageContext, view: RestartView): Markup {
  const { report, generations, windows } = context
  const { restart, moments, attempts, lines } = view
  const axis = focusOn(view)
  const slots = cutSlots(report.timeline, axis, generations)
  const lanes = [
    flagsLane(moments, axis),
    ...attemptLanes(attempts, axis),
    answersLane(slots),
    sharesLane(slots),
    ...podLanes(report, axis, generations),
    ...processLanes(report, axis, generations),
    ...listenerLanes(context, axis),
    ...lifelineLanes(lines, axis),
  ]
  return renderChart({
    id: `moments-${restart.index}`,
    title: `The moments of restart ${restart.index}`,
    caption: describeView(attempts.length),
    axis,
    windows: windows.filter(({ t, to }) => to > axis.from && t < axis.to),
    lanes: lanes.filter((lane) => lane !== null),
  })
}

function describeView(attempts: number): string {
  const marks =
    attempts === 0 ? '' : ' Each failed request is a line from the moment at which it was due to a dot where it ended.'
  return `Milliseconds from the first step; failures are placed to the millisecond, answers are counted in slots.${marks}`
}
