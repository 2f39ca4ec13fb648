import { html, type Markup } from '../../../text/markup.ts'
import { formatDuration } from '../../../text/numbers.ts'
import { renderChart } from '../chart/chart.ts'
import type { Scene } from '../page-context.ts'
import { renderTimelineTable } from '../tables/timeline.ts'
import { answersLane } from '../timeline/answers.ts'
import { failureLanes } from '../timeline/failures.ts'
import { latencyLane } from '../timeline/latency.ts'
import { listPhases, phasesLane } from '../timeline/phases.ts'
import { renderReadings } from '../timeline/readings.ts'
import { sharesLane } from '../timeline/shares.ts'
import { cutSlots } from '../timeline/slots.ts'
import { stepsLane } from '../timeline/steps.ts'
import { section } from './section.ts'

/** The run over time: what was done to the target, and what its clients saw. */
export function renderTimelineSection(scene: Scene): Markup {
  const { report, axis, generations, windows } = scene
  if (report.timeline.buckets.length === 0) return section('timeline', 'Timeline', html`<p>No request was made.</p>`)
  const slots = cutSlots(report.timeline, axis, generations)
  const lanes = [
    phasesLane(listPhases(report), axis),
    stepsLane(report.events, axis),
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
    table: { name: 'The timeline as a table', content: renderTimelineTable(scene) },
  })
  return section('timeline', 'Timeline', html`${chart}${renderReadings(slots)}`)
}

function describeChart(bucketMs: number): string {
  return `All traffic in slots of ${formatDuration(bucketMs)}. Shaded: the windows of the restarts. A bar below stands for at least one request, however many succeeded beside it. Latency leaves out requests that are slow by intention.`
}
