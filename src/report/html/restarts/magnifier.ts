import type { Attempt } from '../../../model/attempt.ts'
import { countFailures } from '../../../model/outcome.ts'
import type { RestartReport } from '../../../model/report.ts'
import { html, type Markup, raw } from '../../../text/markup.ts'
import { describeTls } from '../../tls-words.ts'
import { describeFates, describeGenerations, describeLosses, describeTimes } from '../../words.ts'
import { renderChart } from '../chart/chart.ts'
import { lifelineLanes } from '../lifelines/lanes.ts'
import type { Scene } from '../page-context.ts'
import { listenerLanes } from '../processes/listeners.ts'
import { podLanes } from '../processes/pods.ts'
import { processLanes } from '../processes/processes.ts'
import { answersLane } from '../timeline/answers.ts'
import { listMoments } from '../timeline/moments.ts'
import { sharesLane } from '../timeline/shares.ts'
import { cutSlots } from '../timeline/slots.ts'
import { attemptLanes } from './attempts.ts'
import { flagsLane, listFlags } from './flags.ts'
import { focusOn, type Happenings } from './focus.ts'

/** One restart under a magnifying glass: the time in which it did its work, and every request that it cost. */
export function renderMagnifier(
  scene: Scene,
  restart: RestartReport,
  attempts: readonly Attempt[],
  open: boolean,
): Markup {
  const happenings = gather(scene, restart, attempts)
  const { index, begun, detail } = restart
  const generations = `generation ${describeGenerations(restart)}`
  const facts = [describeTimes(restart), describeFates(restart), describeTls(restart), generations, detail]
  return html`<details class="restart${tell(restart)}" id="restart-${index}" ${raw(open ? 'open' : '')}>
<summary><b>Restart ${index}</b> <span>${describeLosses(restart)}</span></summary>
<ul class="facts">${facts.filter((fact) => fact !== null && fact !== '').map((fact) => html`<li>${fact}</li>`)}</ul>
${drawRestart(scene, happenings)}
${listFlags(happenings.moments, begun)}
</details>
`
}

function tell({ outcomes, observed, drained }: RestartReport): string {
  if (countFailures(outcomes) > 0) return ' lossy'
  return observed && drained ? '' : ' doubtful'
}

function gather(scene: Scene, restart: RestartReport, attempts: readonly Attempt[]): Happenings {
  const { lines, report } = scene
  return {
    restart,
    attempts,
    moments: listMoments(report.events, restart.index),
    lines: lines.filter(({ lifeline }) => lifeline.restart === restart.index && lifeline.end !== 'kept'),
  }
}

function drawRestart({ report, generations, windows }: Scene, happenings: Happenings): Markup {
  const { restart, moments, attempts, lines } = happenings
  const axis = focusOn(happenings)
  const slots = cutSlots(report.timeline, axis, generations)
  const lanes = [
    flagsLane(moments, axis),
    ...attemptLanes(attempts, axis),
    answersLane(slots),
    sharesLane(slots),
    ...podLanes(report, axis, generations),
    ...processLanes(report, axis, generations),
    ...listenerLanes(report, axis),
    ...lifelineLanes(lines, axis),
  ]
  return renderChart({
    id: `magnifier-${restart.index}`,
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
