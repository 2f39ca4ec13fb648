import { formatCount } from '../../text/numbers.ts'
import type { Page } from '../../text/page.ts'
import { type Cell, type Column, renderTable } from '../../text/table.ts'

/** What was injected in this way, and what of it was reported as what. */
export interface InjectedRow {
  injected: string
  expected: string
  count: number
  reported: Partial<Record<string, number>>
  wrong: number
}

/** One traffic, and what was injected into it. */
export interface InjectedColumn {
  traffic: string
  rows: readonly InjectedRow[]
}

interface Words {
  title: string
  words: Record<string, string>
}

/** Between the columns of a matrix, most of which is empty: all outcomes fit into 80 columns. */
const NARROW = 1

/** What was injected, down, against what was reported, across: of all traffic together, and nothing that did not occur. */
export function showMatrix(
  { title, words }: Words,
  all: readonly InjectedColumn[],
  shown: readonly string[],
  page: Page,
): string[] {
  const rows = all.flatMap((one) => one.rows)
  const injected = injectedIn(all)
  if (injected.length === 0) return []
  const countOf = (what: string, as: string) =>
    sum(rows.filter((row) => row.injected === what).map(({ reported }) => reported[as] ?? 0))
  const columns = shown
    .filter((as) => injected.some((what) => countOf(what, as) > 0))
    .map((as) => ({
      title: as,
      cells: injected.map((what) => matrixCell(countOf(what, as), isRight(rows, what, as), page)),
    }))
  return showTable(namesOf(title, injected, words), columns, page, NARROW)
}

function isRight(rows: readonly InjectedRow[], injected: string, as: string): boolean {
  // A connection that waited in the accept queue as the listener closed gets an RST: it was made, and nobody took it.
  if (injected === 'no-listener' && as === 'reset') return true
  return rows.some((row) => row.injected === injected && row.expected === as)
}

function matrixCell(count: number, right: boolean, { color }: Page): Cell {
  if (count === 0) return { text: '·', paint: color.dim }
  return { text: formatCount(count), paint: right ? color.green : color.red }
}

/** The same by traffic: how many of each, and how many of these wrong. `footer` is a last row of its own. */
export function showByTraffic(
  { title, words }: Words,
  all: readonly InjectedColumn[],
  page: Page,
  footer?: { title: string; cell: (traffic: string) => Cell },
): string[] {
  const injected = injectedIn(all)
  if (injected.length === 0) return []
  const names = namesOf(title, injected, words)
  if (footer !== undefined) names.cells.push({ text: footer.title })
  const columns = all.map(({ traffic, rows }) => {
    const cells = injected.map((what) =>
      agreementCell(
        rows.find((row) => row.injected === what),
        page,
      ),
    )
    return { title: traffic, cells: footer === undefined ? cells : [...cells, footer.cell(traffic)] }
  })
  return showTable(names, columns, page)
}

function agreementCell(row: InjectedRow | undefined, { color }: Page): Cell {
  if (row === undefined) return { text: '·', paint: color.dim }
  if (row.wrong === 0) return { text: formatCount(row.count) }
  return { text: `${formatCount(row.count)} (${formatCount(row.wrong)} wrong)`, paint: color.red }
}

export function showTable(names: Column, columns: Column[], { color, width }: Page, gap?: number): string[] {
  const [header = '', ...lines] = renderTable(names, [columns], width, gap)
  return [color.bold(header), ...lines]
}

function namesOf(title: string, injected: readonly string[], words: Record<string, string>): Column {
  return { title, cells: injected.map((what) => ({ text: words[what] ?? what })) }
}

/** In the order in which they first appear. */
function injectedIn(all: readonly InjectedColumn[]): string[] {
  return [...new Set(all.flatMap(({ rows }) => rows.map(({ injected }) => injected)))]
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
