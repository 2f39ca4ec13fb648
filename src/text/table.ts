import { displayWidth, fit } from './clean.ts'

/** One cell: what it says, and how it is painted once its width is known. */
export interface Cell {
  text: string
  paint?: (text: string) => string
}

export interface Column {
  title: string
  cells: Cell[]
}

/** Blanks between two columns. */
const GAP = 2
const LONGEST_NAME = 24

/**
 * A table as lines of plain text: `names` to the left, the columns of each group to the right of it, numbers aligned right. A
 * group that does not fit into `width` beside the ones before it begins a further table below with the names again.
 */
export function renderTable(names: Column, groups: Column[][], width: number, gap = GAP): string[] {
  const label = measure(shorten(names, Math.min(LONGEST_NAME, Math.floor(width / 2))))
  const room = width - label.width
  const tables = arrange(groups, room, gap)
  return tables.flatMap((columns, index) => [
    ...(index === 0 ? [] : ['']),
    ...renderRows(label, columns.map(measure), gap),
  ])
}

function shorten(column: Column, width: number): Column {
  const cells = column.cells.map((cell) => ({ ...cell, text: fit(cell.text, width) }))
  return { title: fit(column.title, width), cells }
}

/** Which columns stand in which table: groups stay together where they fit. */
function arrange(groups: Column[][], room: number, gap: number): Column[][] {
  const tables: Column[][] = []
  let current: Column[] = []
  for (const part of groups.flatMap((group) =>
    widthOf(group, gap) <= room ? [group] : group.map((column) => [column]),
  )) {
    if (current.length > 0 && widthOf([...current, ...part], gap) > room) {
      tables.push(current)
      current = []
    }
    current = [...current, ...part]
  }
  return current.length === 0 ? tables : [...tables, current]
}

interface Measured extends Column {
  width: number
}

function measure(column: Column): Measured {
  const width = Math.max(displayWidth(column.title), ...column.cells.map((cell) => displayWidth(cell.text)))
  return { ...column, width }
}

function widthOf(columns: Column[], gap: number): number {
  return columns.reduce((sum, column) => sum + gap + measure(column).width, 0)
}

function renderRows(label: Measured, columns: Measured[], gap: number): string[] {
  const header = [label.title.padEnd(label.width), ...columns.map((column) => padStart(column.title, column))]
  const rows = label.cells.map((name, row) => {
    const left = paintCell(name, name.text + ' '.repeat(label.width - displayWidth(name.text)))
    return [left, ...columns.map((column) => renderCell(column, row))].join(' '.repeat(gap)).trimEnd()
  })
  return [header.join(' '.repeat(gap)), ...rows]
}

function renderCell(column: Measured, row: number): string {
  const cell = column.cells[row] ?? { text: '' }
  return paintCell(cell, padStart(cell.text, column))
}

function padStart(text: string, { width }: Measured): string {
  return ' '.repeat(width - displayWidth(text)) + text
}

function paintCell(cell: Cell, text: string): string {
  return cell.paint ? cell.paint(text) : text
}
