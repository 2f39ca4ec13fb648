import { renderSection } from '../../../text/html.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { renderChart } from '../chart/chart.ts'
import type { PageContext } from '../page-context.ts'
import { lifelineLanes } from './chart.ts'
import { renderEnds, renderLifelines } from './table.ts'

/** What became of the long-lived connections; nothing where there was none. */
export function renderLifelineSection({ report, axis, windows, lines }: PageContext): Markup | null {
  if (lines.length === 0) return null
  const ends = renderEnds(report)
  const chart = renderChart({
    id: 'lifelines-over-time',
    title: 'Long-lived connections over time',
    caption: html`Coloured by the generation that serves them, grey where it is not known. A connection that replaces another follows in its row. Ends:
<i class="key kept">kept</i> <i class="key graceful">graceful</i> <i class="key cut">cut</i> <i class="key stalled">stalled</i>`,
    axis,
    windows,
    lanes: lifelineLanes(lines, axis),
    ...(ends !== null && { table: { name: 'Connections that were cut or stalled, one by one', content: ends } }),
  })
  return renderSection('lifelines', 'Lifelines', html`${renderLifelines(report)}${chart}`)
}
