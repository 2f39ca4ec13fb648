import type { ChalkInstance } from 'chalk'
import type { History, ScenarioHistory } from '../model/history.ts'
import { clean } from '../text/clean.ts'
import { hang, section } from '../text/page.ts'
import { renderTable } from '../text/table.ts'
import { describeHistory, LABEL_COLUMNS, RUN_COLUMNS } from './words.ts'

export interface HistoryPage {
  color: ChalkInstance
  width: number
  /** The files that were written, as they should be shown. */
  paths: string[]
}

/** Runs that are shown; the files have them all. */
const RUNS_SHOWN = 15

/** A history for a person at a terminal. Ends in a line break. */
export function renderHistory({ scenarios, unread }: History, page: HistoryPage): string {
  const { color, width, paths } = page
  const parts = [
    ...scenarios.map((scenario) => showScenario(scenario, page)),
    section(
      'Not read',
      unread.flatMap((line) => hang('', clean(line, 400), width - 2)),
      { color, width },
    ),
    section('Reports', paths, { color, width }),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function showScenario(scenario: ScenarioHistory, { color, width }: HistoryPage): string[] {
  const { name, labels, runs } = scenario
  const recent = runs.slice(-RUNS_SHOWN).toReversed()
  const more = runs.length - recent.length
  return [
    color.bold(clean(name, 120)),
    ...describeHistory(scenario).flatMap((line) => hang('  ', line, width)),
    ...(labels.length > 1 ? ['', ...table(LABEL_COLUMNS, labels, color, width)] : []),
    '',
    ...table(RUN_COLUMNS, recent, color, width),
    ...(more > 0 ? [`  … and ${more} earlier in the reports`] : []),
  ]
}

function table<Row>(
  columns: readonly { title: string; read(row: Row): string }[],
  rows: readonly Row[],
  color: ChalkInstance,
  width: number,
): string[] {
  const filled = columns.map(({ title, read }) => ({ title, cells: rows.map((row) => ({ text: read(row) })) }))
  const [names = { title: '', cells: [] }, ...rest] = filled
  const [header = '', ...lines] = renderTable(names, [rest], width)
  return [color.bold(header), ...lines]
}
