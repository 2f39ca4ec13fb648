import type { Block, Document, Item, ItemLine, Section, Table, VerdictBlock } from './document.ts'

/** A document as GitHub-flavoured Markdown that can be pasted into a pull request. */
export function printAsMarkdown({ title, verdict, sections }: Document): string {
  const parts = [
    title === undefined ? '' : `## ${escapeMarkdown(title)}`,
    verdict === undefined ? '' : printVerdict(verdict),
    ...sections.map(printSection),
  ]
  return `${join(parts)}\n`
}

function printVerdict({ word, title, facts, items }: VerdictBlock): string {
  const [first = '', ...rest] = facts.map(escapeMarkdown)
  return join([`## ${word}: ${escapeMarkdown(title)}`, [`**${first}**`, ...rest].join(' '), printItems(items)])
}

function printSection({ title, blocks }: Section): string {
  return join([title === undefined ? '' : `### ${escapeMarkdown(title)}`, ...blocks.map(printBlock)])
}

function printBlock(block: Block): string {
  if (block.type === 'table') return printTable(block)
  if (block.type === 'list') return printItems(block.items)
  return block.type === 'paragraph' ? escapeMarkdown(block.text) : ''
}

function printItems(items: readonly Item[]): string {
  return items.map(printItem).join('\n')
}

/** Each line of an entry ends in a hard line break (GFM 0.29 §6.12). */
function printItem({ sign, label, place, lines }: Item): string {
  const start = typeof place === 'number' ? `${place}. ` : '- '
  const head = [...(sign ? [sign.sign] : []), ...(label === undefined ? [] : [`**${escapeMarkdown(label)}**`])]
  const [first = '', ...rest] = lines.map(printLine)
  return [start + [...head, first].join(' '), ...rest].join(`\\\n${' '.repeat(start.length)}`)
}

function printLine({ text, strong, code }: ItemLine): string {
  const escaped = escapeMarkdown(text)
  const whole = strong === true ? `**${escaped}**` : escaped
  return code === undefined ? whole : `${whole} (\`${code}\`)`
}

function printTable({ columns, rows }: Table): string {
  const titles = columns.map(({ title }) => escapeMarkdown(title))
  const rule = columns.map(({ words }, i) => (i === 0 || words === true ? '---' : '--:'))
  const lines = rows.map((row) => row.map(({ text }) => escapeMarkdown(text)))
  return [titles, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n')
}

// A character that no font shows, put between what GitHub would make a mention, an issue or a link of.
const BREAK = '&#8203;'

/**
 * A line of cleaned text as Markdown that renders as that very text: no HTML, no emphasis, no code, no table cell, no
 * link, and on GitHub no formula, no mention of a user and no reference to an issue (GFM 0.29 §6, §4.10).
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/([@#])(?=\w)/g, `$1${BREAK}`)
    .replace(/\b(https?|ftp|www)(:\/\/|\.)/gi, `$1${BREAK}$2`)
    .replace(/^\s*(?=(#+|[-+]|\d+[.)])(\s|$)|[-=]+\s*$)/, BREAK)
}
