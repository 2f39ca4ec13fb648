import { type Content, html, type Markup, raw } from '../../../text/markup.ts'
import { listTicks, percentAt, round, type TimeAxis, UNITS } from './axis.ts'
import { type Lane, renderLane } from './lane.ts'
import type { Span } from './shapes.ts'

/** Rows above each other against one time axis, with what they show in words and as a table. */
export interface Chart {
  id: string
  title: string
  caption: Content
  axis: TimeAxis
  /** Shaded behind all lanes: the windows of the restarts. */
  windows: readonly Span[]
  lanes: readonly Lane[]
  /** The same facts as a table, and what it is called. */
  table?: { name: string; content: Markup }
}

export function renderChart({ id, title, caption, axis, windows, lanes, table }: Chart): Markup {
  return html`<figure class="chart" id="${id}" aria-labelledby="${id}-title">
<figcaption><h3 id="${id}-title">${title}</h3><p>${caption}</p></figcaption>
<div class="lanes" data-from="${round(axis.from)}" data-to="${round(axis.to)}" data-origin="${round(axis.origin)}">
${renderBackdrop(axis, windows)}
${lanes.map(renderLane)}${renderAxis(axis)}</div>
${table === undefined ? null : renderTable(table)}</figure>
`
}

function renderTable({ name, content }: NonNullable<Chart['table']>): Markup {
  return html`<details class="data"><summary>${name}</summary>${content}</details>
`
}

/** Lines at the ticks and the shade of the windows, behind all lanes. */
export function renderBackdrop(axis: TimeAxis, windows: readonly Span[]): Markup {
  const ticks = listTicks(axis).map(({ t }) => `M${round(axis.x(t))} 0V1`)
  return html`<svg class="backdrop shapes" viewBox="0 0 ${UNITS} 1" preserveAspectRatio="none" aria-hidden="true">${windows.map(
    ({ t, to }) =>
      html`<rect class="window" x="${round(axis.x(t))}" width="${round(axis.x(to) - axis.x(t))}" height="1"/>`,
  )}<path class="tick" d="${raw(ticks.join(''))}"/></svg>`
}

function renderAxis(axis: TimeAxis): Markup {
  return html`<div class="lane axis" aria-hidden="true"><div class="label"></div>${renderTicks(axis)}</div>
`
}

/** The labels of the ticks, below what is drawn. */
export function renderTicks(axis: TimeAxis): Markup {
  const labels = listTicks(axis).map(
    ({ t, label, minor }) =>
      html`<text class="${minor ? 'minor' : ''}" x="${percentAt(axis, t)}" dx="3" y="12">${label}</text>`,
  )
  return html`<svg class="plot ticks" height="16">${labels}</svg>`
}
