import type { Report } from '../../../model/report.ts'
import { renderChart } from '../chart/chart.ts'
import { html, type Markup } from '../markup.ts'
import { listenerLanes } from '../processes/listeners.ts'
import { processLanes } from '../processes/processes.ts'
import type { Scene } from '../scene.ts'
import { renderProcessTables } from '../tables/processes.ts'
import { section } from './section.ts'

/** Who lived when, and who held the listening socket: on the same axis as the timeline. */
export function renderProcessSection({ report, axis, generations, windows }: Scene): Markup {
  if (report.processes.length + report.listeners.length === 0) {
    return section('processes', 'Processes', html`<p>${describeMissing(report)}</p>`)
  }
  const chart = renderChart({
    id: 'lives',
    title: 'Processes and listening sockets',
    caption:
      'Thin: a process of the target lived. Thick: it held a listening socket. Coloured by generation. Drawn is when it was seen: around a restart up to 20 ms late, and later where hitless did not get the processor; a time without a listener ends with the first answer of the new generation at the latest.',
    axis,
    windows,
    lanes: [...processLanes(report, axis, generations), ...listenerLanes(report, axis)],
    table: { name: 'Processes and sockets as tables', content: renderProcessTables(report, generations) },
  })
  return section('processes', 'Processes', chart)
}

function describeMissing({ events }: Report): string {
  const missing = events.find((event) => event.kind === 'evidence-missing' && event.what !== 'kernel-counters')
  return missing?.kind === 'evidence-missing' ? `They could not be watched: ${missing.why}` : 'None was seen.'
}
