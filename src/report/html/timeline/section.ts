import { renderSection } from '../../../text/html.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { formatDuration } from '../../../text/numbers.ts'
import { renderChart } from '../chart/chart.ts'
import type { PageContext } from '../page-context.ts'
import { sharesLane } from './generation-shares.ts'
import { latencyLane } from './latency.ts'
import { stepsLane } from './moments.ts'
import { answersLane, failureLanes } from './outcomes.ts'
import { listPhases, phasesLane } from './phases.ts'
import { cutSlots } from './slots.ts'
import { renderTimelineTable } from './table.ts'
import { renderTooltipData } from './tooltip-data.ts'

/** The run over time: what was done to the target, and what its clients saw. */
export function renderTimelineSection(context: PageContext): Markup {
  const { report, axis, generations, windows } = context
  if (report.timeline.buckets.length === 0)
    return renderSection('timeline', 'Timeline', html`<p>No request was made.</p>`)
  const slots = cutSlots(report.timeline, axis, generations)
  const lanes = [
    phasesLane(listPhases(report), axis),
    stepsLane(report, axis),
    answersLane(slots),
    ...failureLanes(slots, report),
    latencyLane(slots),
    sharesLane(slots),
  ]
  const chart = renderChart({
    id: 'over-time',
    title: 'The run over time',
    caption: describeChart(report.timeline.bucketMs),
    axis,
    windows,
    lanes: lanes.filter((lane) => lane !== null),
    table: { name: 'The timeline as a table', content: renderTimelineTable(context) },
  })
  return renderSection('timeline', 'Timeline', html`${chart}${renderTooltipData(slots)}`)
}

function describeChart(bucketMs: number): string {
  return `All traffic in slots of ${formatDuration(bucketMs)}. Shaded: the windows of the restarts. Failures are visible from one request on, however many succeeded in the same slot. Latency leaves out requests that are intentionally slow.`
}
