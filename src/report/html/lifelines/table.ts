import type { AttributedLifeline } from '../../../model/lifeline.ts'
import type { Report } from '../../../model/report.ts'
import { clean } from '../../../text/clean.ts'
import { printHtmlTable } from '../../../text/html.ts'
import { renderTable } from '../../../text/html-table.ts'
import { type Content, html, type Markup } from '../../../text/markup.ts'
import { countOf, formatCount, formatDuration } from '../../../text/numbers.ts'
import { describeMissingEnds, groupEnds } from '../../lifeline-groups.ts'
import { lifelineTable } from '../../lifeline-table.ts'

const GROUPS_SHOWN = 12
/** Connections that were cut or stalled, one by one; report.json lists more. */
const ENDS_SHOWN = 200

/** What became of the long-lived connections, by kind. */
export function renderLifelines(report: Report): Markup {
  const groups = groupEnds(report)
  const ends = groups.slice(0, GROUPS_SHOWN)
  const more = groups.length - ends.length
  const list = ends.length === 0 ? null : html`<ul class="ends">${ends.map((text) => html`<li>${text}</li>`)}</ul>`
  const table = printHtmlTable({ ...lifelineTable(report.lifelines), name: 'Long-lived connections by kind' })
  return html`${table}${list}${renderNote(more > 0 ? `… and ${countOf(more, 'more kind')} of end` : '')}${renderNote(describeMissingEnds(report))}`
}

function renderNote(text: string): Markup | null {
  return text === '' ? null : html`<p class="note">${text}</p>`
}

const TITLES = [
  'connection',
  'end',
  'by',
  'on the wire',
  'code',
  'opened',
  'ended',
  'restart',
  'generation',
  'lost messages',
  'downtime',
]

/** Those that were cut or stalled, one by one. */
export function renderEnds({ lifelineEnds, lifelineEndsTotal }: Report): Markup | null {
  if (lifelineEnds.length === 0) return null
  const shown = lifelineEnds.slice(0, ENDS_SHOWN)
  const missing =
    shown.length < lifelineEndsTotal ? `These are ${shown.length} of ${formatCount(lifelineEndsTotal)}.` : ''
  return html`${renderTable({ name: 'Connections that were cut or stalled', columns: TITLES.map((title) => ({ title })), rows: shown.map(endCells) })}${renderNote(missing)}`
}

function endCells(line: AttributedLifeline): Content[] {
  const { traffic, id, end, by, sign, code, opened, closed, restart, generation, messages, withoutServiceMs } = line
  return [
    `${clean(traffic, 60)} ${id}`,
    html`<strong class="bad">${end}</strong>`,
    by,
    sign,
    code === undefined ? '' : clean(code, 60),
    formatDuration(opened),
    formatDuration(closed),
    restart ??
      (line.ownLimitMs === undefined ? 'none' : `none: the server's own limit of ${formatDuration(line.ownLimitMs)}`),
    generation === undefined ? '' : clean(generation, 40),
    messages === undefined ? '' : formatCount(messages.lost),
    withoutServiceMs === undefined ? '' : formatDuration(withoutServiceMs),
  ]
}
