import { wrap } from './clean.ts'
import type { Block, Document, Item, ItemLine, Section, VerdictBlock } from './document.ts'
import { printTerminalTable } from './terminal-table.ts'
import { COLORS, paint, type Terminal } from './tones.ts'

// On anything narrower the terminal wraps.
const NARROWEST = 32

/** A document for a person at a terminal: lines of its width, the last with its line break. */
export function printOnTerminal({ title, verdict, sections }: Document, { color, width }: Terminal): string {
  const terminal = { color, width: Math.max(NARROWEST, width) }
  const parts = [
    title === undefined ? [] : wrap(title, terminal.width).map((line) => color.bold(line)),
    verdict === undefined ? [] : printVerdict(verdict, terminal),
    ...sections.map((section) => printSection(section, terminal)),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function printVerdict({ sign, word, tone, title, facts, items }: VerdictBlock, terminal: Terminal): string[] {
  const { color, width } = terminal
  const head = `${sign} ${word}`
  const [first = '', ...rest] = wrap(title, width - head.length - 2)
  return [
    `${color[COLORS[tone]].bold(head)}  ${color.bold(first)}`,
    ...rest.map((line) => `${' '.repeat(head.length + 2)}${color.bold(line)}`),
    ...facts.flatMap((fact) => hang('  ', fact, width)),
    ...printItems(items, terminal),
  ]
}

/** What stands under a title is indented. */
function printSection({ title, blocks }: Section, { color, width }: Terminal): string[] {
  if (title === undefined) return printBlocks(blocks, '  ', { color, width })
  const lines = printBlocks(blocks, '', { color, width: width - 2 })
  return [color.bold(title), ...lines.map((line) => (line === '' ? '' : `  ${line}`))]
}

/** A table begins after a blank line, whatever else follows at once. */
function printBlocks(blocks: readonly Block[], indent: string, terminal: Terminal): string[] {
  return blocks.flatMap((block, i) => [
    ...(i > 0 && block.type === 'table' ? [''] : []),
    ...printBlock(block, indent, terminal),
  ])
}

function printBlock(block: Block, indent: string, terminal: Terminal): string[] {
  const { color, width } = terminal
  if (block.type === 'table') return printTerminalTable(block, terminal)
  if (block.type === 'list') return printItems(block.items, terminal)
  if (block.type === 'files') return [...block.paths]
  if (block.type === 'figure') return []
  return hang(indent, block.text, width).map((line) => paint(line, block.tone, color))
}

function printItems(items: readonly Item[], terminal: Terminal): string[] {
  const widest = Math.max(0, ...items.map(({ label = '' }) => label.length))
  return items.flatMap((item) => printItem(item, widest, terminal))
}

function printItem(item: Item, widest: number, terminal: Terminal): string[] {
  const { sign, label, place, lines } = item
  const [first = { text: '' }, ...rest] = lines
  if (label !== undefined) return printLabelled(item, label.padEnd(widest), terminal)
  if (place !== undefined) {
    const start = `${place ?? '–'}. `
    return hangLines(start, ' '.repeat(start.length), lines, terminal)
  }
  if (sign !== undefined) {
    return [
      ...hangLines(`${paint(sign.sign, sign.tone, terminal.color)} `, '  ', [first], terminal),
      ...hangLines('    ', '    ', rest, terminal),
    ]
  }
  return [...hangLines('', '', [first], terminal), ...hangLines('  ', '  ', rest, terminal)]
}

function printLabelled({ sign, lines }: Item, label: string, terminal: Terminal): string[] {
  const start = sign === undefined ? '  ' : `${paint(sign.sign, sign.tone, terminal.color)} `
  const indent = ' '.repeat(label.length + 4)
  // On a narrow terminal the text stands below its label instead of beside it.
  if (terminal.width + 2 < 3 * indent.length)
    return [start + label.trimEnd(), ...hangLines('    ', '    ', lines, terminal)]
  return hangLines(`${start}${label}  `, indent, lines, terminal)
}

/** Wraps lines; the first begins with `start`, all others with as many blanks. */
function hangLines(start: string, indent: string, lines: readonly ItemLine[], terminal: Terminal): string[] {
  const [first, ...rest] = lines.flatMap((line) => wrapLine(line, indent.length, terminal))
  return first === undefined ? [] : [start + first, ...rest.map((line) => indent + line)]
}

function wrapLine({ text, tone, strong, code }: ItemLine, indent: number, { color, width }: Terminal): string[] {
  const whole = code === undefined ? text : `${text} [${code}]`
  const painted = wrap(whole, width - indent).map((line) => paint(line, tone, color))
  return strong === true ? painted.map((line) => color.bold(line)) : painted
}

function hang(indent: string, text: string, width: number): string[] {
  return wrap(text, width - indent.length).map((line) => indent + line)
}
