import type { PodLife } from '../../../model/pod.ts'
import type { Report } from '../../../model/report.ts'
import { printHtmlTable, renderSection } from '../../../text/html.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { podTable } from '../../pod-lives.ts'
import { renderChart } from '../chart/chart.ts'
import type { PageContext } from '../page-context.ts'
import { listenerLanes } from './listeners.ts'
import { podLanes } from './pod-lanes.ts'
import { processLanes } from './process-lanes.ts'
import { renderProcessTables } from './table.ts'

/** Who lived when, and who held the listening socket: on the same axis as the timeline. */
export function renderProcessSection(context: PageContext): Markup {
  const { report, axis, generations, windows } = context
  if (report.pods !== undefined) return renderSection('processes', 'Pods', renderPods(context, report.pods))
  if (report.processes.length + report.listeners.length === 0) {
    return renderSection('processes', 'Processes', html`<p>${describeMissing(report)}</p>`)
  }
  const chart = renderChart({
    id: 'lives',
    title: 'Processes and listening sockets',
    caption:
      'Thin: a process of the target lived. Thick: it held a listening socket. Coloured by generation. Drawn is when it was seen: around a restart up to 20 ms late, and later where hitless did not get the processor; a time without a listener ends with the first answer of the new generation at the latest.',
    axis,
    windows,
    lanes: [...processLanes(report, axis, generations), ...listenerLanes(context, axis)],
    table: { name: 'Processes and sockets as tables', content: renderProcessTables(report, generations) },
  })
  return renderSection('processes', 'Processes', chart)
}

function renderPods({ report, axis, generations, windows }: PageContext, pods: readonly PodLife[]): Markup {
  return renderChart({
    id: 'lives',
    title: 'Pods, and when they were routed to',
    caption:
      'Thin: a pod of the workload lived. Thick: an EndpointSlice named it as ready; nodes follow that with a delay of their own. Coloured by generation. The sign is when the kubelet reported that its container had ended, which can be some seconds late.',
    axis,
    windows,
    lanes: podLanes(report, axis, generations),
    table: { name: 'Pods as a table', content: printHtmlTable(podTable(pods)) },
  })
}

function describeMissing({ events }: Report): string {
  const missing = events.find((event) => event.kind === 'evidence-missing' && event.what !== 'kernel-counters')
  return missing?.kind === 'evidence-missing' ? `They could not be watched: ${missing.why}` : 'None was seen.'
}
