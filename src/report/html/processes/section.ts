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
      'Thin: a process of the target was alive. Thick: it held a listening socket. Coloured by generation. Times are times of observation: up to 20 ms late around a restart, and later where hitless got no processor time. A gap without a listener ends at the latest with the first answer of the new generation.',
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
      'Thin: a pod of the workload was alive. Thick: an EndpointSlice named it as ready; nodes follow with a delay of their own. Coloured by generation. The sign marks when the kubelet reported the end of its container, which can be some seconds late.',
    axis,
    windows,
    lanes: podLanes(report, axis, generations),
    table: { name: 'Pods as a table', content: printHtmlTable(podTable(pods)) },
  })
}

function describeMissing({ events }: Report): string {
  const missing = events.find((event) => event.kind === 'evidence-missing' && event.what !== 'kernel-counters')
  return missing?.kind === 'evidence-missing' ? `They could not be observed: ${missing.why}` : 'None was seen.'
}
