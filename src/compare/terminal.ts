import type { ChalkInstance } from 'chalk'
import type { Comparison } from '../model/comparison.ts'
import { clean } from '../text/clean.ts'
import { hang, section } from '../text/page.ts'
import { renderTable } from '../text/table.ts'
import { COLUMNS } from './columns.ts'
import { describeMethod, describeRanking } from './ranking-words.ts'
import { describeBaseline } from './words.ts'

export interface ComparisonPage {
  color: ChalkInstance
  width: number
  /** The files that were written, as they should be shown. */
  paths: string[]
}

/** A comparison for a person at a terminal: what became worse, the table, the ranking in words. Ends in a line break. */
export function renderComparison(comparison: Comparison, { color, width, paths }: ComparisonPage): string {
  const page = { color, width }
  const sentences = (lines: readonly string[]) =>
    lines.flatMap((line) => hang('  ', clean(line, 2000), width - 2).map((text, i) => (i === 0 ? text.slice(2) : text)))
  const { baseline } = comparison
  const paint = baseline !== null && baseline.worse.length > 0 ? color.red : color.green
  const parts = [
    section(
      'Baseline',
      sentences(describeBaseline(comparison)).map((line) => paint(line)),
      page,
    ),
    showTable(comparison, page),
    section('Ranking', sentences(describeRanking(comparison).map(({ rank, text }) => `${rank ?? '–'}. ${text}`)), page),
    sentences([describeMethod(comparison)]).map((line) => color.dim(line)),
    section('Reports', paths, page),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function showTable({ strategies }: Comparison, { color, width }: Omit<ComparisonPage, 'paths'>): string[] {
  const columns = COLUMNS.map(({ title, read }) => ({ title, cells: strategies.map((one) => ({ text: read(one) })) }))
  const [names = { title: '', cells: [] }, ...rest] = columns
  const [header = '', ...rows] = renderTable(
    names,
    [rest.slice(0, 5), rest.slice(5, 6), rest.slice(6, 8), rest.slice(8)],
    width,
  )
  return [color.bold(header), ...rows]
}
