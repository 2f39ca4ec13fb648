import type { ConfusionRow } from '../../model/calibration.ts'
import { type Cell, type ReadColumn, type Table, tableOf } from '../../text/document.ts'
import { formatCount } from '../../text/numbers.ts'

/** One traffic, and what was injected into it. */
export interface InjectedColumn {
  traffic: string
  rows: readonly ConfusionRow<string>[]
}

interface Naming {
  title: string
  names: Record<string, string>
}

/** What was injected, down, against what was reported, across: of all traffic together, and nothing that did not occur. */
export function matrixTable({ title, names }: Naming, all: readonly InjectedColumn[], shown: readonly string[]): Table {
  const rows = all.flatMap((one) => one.rows)
  const injected = injectedIn(all)
  const count = (what: string, as: string) =>
    sum(rows.filter((row) => row.injected === what).map(({ reported }) => reported[as] ?? 0))
  const columns = shown
    .filter((as) => injected.some((what) => count(what, as) > 0))
    .map((as) => ({ title: as, read: (what: string) => matrixCell(count(what, as), isRight(rows, what, as)) }))
  // Most of it is empty: close together all outcomes fit into 80 columns.
  return tableOf([nameColumn(title, names), ...columns], injected, { sparse: true })
}

function isRight(rows: readonly ConfusionRow<string>[], injected: string, as: string): boolean {
  // A connection that waited in the accept queue as the listener closed gets an RST: it was made, and no process accepted it.
  if (injected === 'no-listener' && as === 'reset') return true
  return rows.some((row) => row.injected === injected && row.expected === as)
}

function matrixCell(count: number, right: boolean): Cell {
  if (count === 0) return { text: '·', tone: 'quiet' }
  return { text: formatCount(count), tone: right ? 'good' : 'bad' }
}

/** The same by traffic: how many of each, and how many of these wrong. `footer` is a last row of its own. */
export function injectedTrafficTable(
  { title, names }: Naming,
  all: readonly InjectedColumn[],
  footer?: { title: string; cell: (traffic: string) => Cell },
): Table {
  const columns = all.map(({ traffic, rows }) => ({
    title: traffic,
    read: (what: string) => agreementCell(rows.find((row) => row.injected === what)),
  }))
  const table = tableOf([nameColumn(title, names), ...columns], injectedIn(all))
  if (footer === undefined) return table
  const last = [{ text: footer.title }, ...all.map(({ traffic }) => footer.cell(traffic))]
  return { ...table, rows: [...table.rows, last] }
}

function agreementCell(row: ConfusionRow<string> | undefined): Cell {
  if (row === undefined) return { text: '·', tone: 'quiet' }
  if (row.wrong === 0) return { text: formatCount(row.count) }
  return { text: `${formatCount(row.count)} (${formatCount(row.wrong)} wrong)`, tone: 'bad' }
}

function nameColumn(title: string, names: Record<string, string>): ReadColumn<string> {
  return { title, read: (what) => names[what] ?? what }
}

/** In the order in which they first appear. */
function injectedIn(all: readonly InjectedColumn[]): string[] {
  return [...new Set(all.flatMap(({ rows }) => rows.map(({ injected }) => injected)))]
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
