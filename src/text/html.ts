import type { Block, Cell, Item, ItemLine, Section, Table } from './document.ts'
import { renderTable } from './html-table.ts'
import { type Content, html, type Markup, multiline, prose } from './markup.ts'

/** Longer than any sentence of ours; what a target has put into one is cut. */
const LONGEST = 2000

/** The sections of a document as HTML, each of which can be linked to. */
export function printAsHtml(sections: readonly Section[]): Markup {
  return html`${sections.map(({ title, id = '', blocks }) => renderSection(id, title ?? '', blocks.map(printBlock)))}`
}

/** A part of a page, which can be linked to. */
export function renderSection(id: string, title: string, content: Content): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}</section>
`
}

function printBlock(block: Block): Content {
  if (block.type === 'table') return printHtmlTable(block)
  if (block.type === 'list') return printItems(block.items)
  if (block.type === 'figure') return block.markup
  return block.type === 'paragraph' ? html`<p class="note">${write(block.text)}</p>` : null
}

function printItems(items: readonly Item[]): Markup {
  const entries = items.map(printItem)
  return items.some(({ place }) => place !== undefined)
    ? html`<ol class="places">${entries}</ol>`
    : html`<ul class="plain">${entries}</ul>`
}

function printItem({ sign, label, place, lines }: Item): Markup {
  const head = [sign && html`${sign.sign} `, label === undefined ? null : html`<b>${write(label)}</b> `]
  const text = html`${head}${lines.map((line, i) => html`${i === 0 ? null : html`<br>`}${printLine(line)}`)}`
  if (place === undefined) return html`<li>${text}</li>`
  return place === null ? html`<li class="none">${text}</li>` : html`<li value="${place}">${text}</li>`
}

function printLine({ text, strong, code }: ItemLine): Markup {
  const words = strong === true ? html`<b>${write(text)}</b>` : write(text)
  return code === undefined ? words : html`${words} <code>${code}</code>`
}

/** A table by itself. */
export function printHtmlTable({ name = '', columns, rows }: Table): Markup {
  return renderTable({
    name,
    columns: columns.map(({ title, words }, i) => ({ title, number: i > 0 && words !== true })),
    rows: rows.map((row) => row.map(printCell)),
  })
}

/** What is bad is marked by its weight as well. */
function printCell({ text, tone }: Cell): Content {
  if (tone === 'bad') return html`<strong class="bad">${prose(text)}</strong>`
  return tone === 'quiet' ? html`<span class="none">${prose(text)}</span>` : prose(text)
}

function write(text: string): Markup {
  return multiline(prose(text), LONGEST)
}
