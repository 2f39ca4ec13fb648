import { type Content, html, type Markup } from '../../../text/markup.ts'
import { UNITS } from './axis.ts'

/** One row of a chart: a label, and beside it a drawing against the chart's time axis. */
export interface Lane {
  label: Content
  /** A second, quieter line below the label. */
  note?: Content
  /** Pixels. */
  height: number
  /** What the drawing shows, for those who cannot see it. */
  summary: string
  /** Class of the lane, for its look. */
  kind?: string
  /** Geometry that is stretched to the width of the page: across in UNITS, down in pixels. */
  shapes?: Content
  /** What is placed by percentages of the width and keeps its own shape: text and signs. */
  marks?: Content
}

export function renderLane({ label, note, height, summary, kind = '', shapes, marks }: Lane): Markup {
  const second = note === undefined ? null : html`<small>${note}</small>`
  return html`<div class="lane ${kind}"><div class="label"><span>${label}</span>${second}</div>
<svg class="plot" role="img" aria-label="${summary}" height="${height}">${stretch(height, shapes)}${marks}</svg></div>
`
}

function stretch(height: number, shapes: Content): Markup | null {
  if (shapes === undefined) return null
  return html`<svg class="shapes" viewBox="0 0 ${UNITS} ${height}" height="${height}" preserveAspectRatio="none">${shapes}</svg>`
}
