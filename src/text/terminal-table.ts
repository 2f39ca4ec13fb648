import { displayWidth, fit } from './clean.ts'
import type { Cell, Column, Table } from './document.ts'
import { paint, type Terminal } from './tones.ts'

/** Blanks between two columns. */
const GAP = 2
const SPARSE_GAP = 1
const LONGEST_NAME = 24

interface Strip extends Column {
  cells: readonly Cell[]
  width: number
}

/**
 * A table as lines: the names to the left, numbers aligned right. Columns that do not fit beside the ones before them begin a further
 * table below, with the names again.
 */
export function printTerminalTable(table: Table, terminal: Terminal): string[] {
  const gap = table.sparse === true ? SPARSE_GAP : GAP
  const [names, ...others] = table.columns.map((column, i) => cutStrip(column, table, i))
  if (names === undefined) return []
  const label = narrow(names, Math.min(LONGEST_NAME, Math.floor(terminal.width / 2)))
  const room = terminal.width - label.width - gap
  const parts = arrange(groupStrips(others.map((strip) => narrow(strip, room))), room, gap)
  return (parts.length === 0 ? [[]] : parts).flatMap((strips, i) => [
    ...(i === 0 ? [] : ['']),
    ...printRows([{ ...label, words: true }, ...strips], gap, terminal),
  ])
}

function cutStrip(column: Column, { rows }: Table, i: number): Strip {
  const cells = rows.map((row) => row[i] ?? { text: '' })
  return {
    ...column,
    cells,
    width: Math.max(displayWidth(column.title), ...cells.map(({ text }) => displayWidth(text))),
  }
}

function narrow(strip: Strip, width: number): Strip {
  if (strip.width <= width) return strip
  const cells = strip.cells.map((cell) => ({ ...cell, text: fit(cell.text, width) }))
  return { ...strip, title: fit(strip.title, width), cells, width }
}

function groupStrips(strips: readonly Strip[]): Strip[][] {
  const groups: Strip[][] = []
  for (const strip of strips) {
    const last = groups.at(-1)
    if (last === undefined || strip.begins === true) groups.push([strip])
    else last.push(strip)
  }
  return groups
}

/** Which columns stand in which table: groups stay together where they fit. */
function arrange(groups: readonly Strip[][], room: number, gap: number): Strip[][] {
  const tables: Strip[][] = []
  let current: Strip[] = []
  for (const part of groups.flatMap((group) => (widthOf(group, gap) <= room ? [group] : group.map((one) => [one])))) {
    if (current.length > 0 && widthOf([...current, ...part], gap) > room) {
      tables.push(current)
      current = []
    }
    current = [...current, ...part]
  }
  return current.length === 0 ? tables : [...tables, current]
}

function widthOf(strips: readonly Strip[], gap: number): number {
  return strips.reduce((sum, { width }) => sum + width, gap * (strips.length - 1))
}

function printRows(strips: readonly Strip[], gap: number, { color }: Terminal): string[] {
  const between = ' '.repeat(gap)
  const header = strips.map((strip) => pad(strip.title, strip)).join(between)
  const rows = (strips[0]?.cells ?? []).map((_, row) =>
    trimEnd(strips, row)
      .map((strip, i, shown) => {
        const { text, tone } = strip.cells[row] ?? { text: '' }
        const isLast = i === shown.length - 1 && strip.words === true
        return paint(isLast ? text : pad(text, strip), tone, color)
      })
      .join(between)
      .trimEnd(),
  )
  return [color.bold(header.trimEnd()), ...rows]
}

/** Empty cells at the end of a row take no room. */
function trimEnd(strips: readonly Strip[], row: number): readonly Strip[] {
  const last = strips.findLastIndex(({ cells }) => (cells[row]?.text ?? '') !== '')
  return strips.slice(0, last + 1)
}

function pad(text: string, { width, words }: Strip): string {
  const blanks = ' '.repeat(width - displayWidth(text))
  return words === true ? text + blanks : blanks + text
}
