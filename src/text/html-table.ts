import { type Content, html, type Markup } from './markup.ts'

export interface HtmlColumn {
  title: Content
  /** Numbers stand at the right. */
  number?: boolean
}

export interface HtmlTable {
  /** What the table is about, for those who cannot see it. */
  name: string
  columns: readonly HtmlColumn[]
  /** The first cell of a row names it. */
  rows: readonly (readonly Content[])[]
}

/** A table in a frame of its own, so that a wide one scrolls there and not with the page. */
export function renderTable({ name, columns, rows }: HtmlTable): Markup {
  const head = columns.map(({ title, number }) => html`<th scope="col"${number ? NUMBER : null}>${title}</th>`)
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table>
<thead><tr>${head}</tr></thead>
<tbody>${rows.map((row) => renderRow(row, columns))}</tbody>
</table></div>
`
}

const NUMBER = html` class="n"`

function renderRow(cells: readonly Content[], columns: readonly HtmlColumn[]): Markup {
  const [first, ...others] = cells
  const rest = others.map((cell, i) => html`<td${columns[i + 1]?.number ? NUMBER : null}>${cell}</td>`)
  return html`<tr><th scope="row"${columns[0]?.number ? NUMBER : null}>${first}</th>${rest}</tr>
`
}

/** A number of which anything but 0 is bad; marked by its weight as well. */
export function badCount(count: number, text: string): Content {
  return count === 0 ? html`<span class="none">${text}</span>` : html`<strong class="bad">${text}</strong>`
}
