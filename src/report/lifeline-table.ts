import type { ChalkInstance } from 'chalk'
import { LIFELINE_ENDS } from '../model/lifeline.ts'
import type { LifelineReport } from '../model/report.ts'
import { clean } from '../text/clean.ts'
import { formatCount, formatMaybe } from '../text/numbers.ts'
import type { Cell, Column } from '../text/table.ts'

/** What makes a cell red where it is not 0. */
const BAD = new Set(['cut', 'stalled', 'lost', 'duplicated', 'reordered'])

/** The rows of the table of long-lived connections: one for each kind, as text, under the titles of `lifelineGroups`. */
export function lifelineRows(lifelines: readonly LifelineReport[]): { titles: string[]; rows: string[][] } {
  const columns = lifelineColumns(lifelines).flat()
  const rows = lifelines.map((lifeline) => [clean(lifeline.kind, 60), ...columns.map(({ read }) => read(lifeline))])
  return { titles: columns.map(({ title }) => title), rows }
}

/** The columns of the same table for a terminal. */
export function lifelineTable(lifelines: readonly LifelineReport[], color: ChalkInstance) {
  const names: Column = { title: 'Lifelines', cells: lifelines.map(({ kind }) => ({ text: clean(kind, 60) })) }
  const groups = lifelineColumns(lifelines).map((group) =>
    group.map(({ title, read }) => ({ title, cells: lifelines.map((one) => paint(title, read(one), color)) })),
  )
  return { names, groups }
}

interface LifelineColumn {
  title: string
  read(lifeline: LifelineReport): string
}

/** Those of messages only where any were numbered, those of absence only where anybody was without service, `unanswered` where any was. */
function lifelineColumns(lifelines: readonly LifelineReport[]): LifelineColumn[][] {
  const numbered = lifelines.some(isNumbered)
  const unanswered = lifelines.some(({ messages }) => messages.unanswered > 0)
  const told = MESSAGES.filter(({ title }) => title !== 'unanswered' || unanswered)
  const absent = lifelines.some(({ withoutServiceMs }) => withoutServiceMs !== null)
  return [ENDS, ...(numbered ? [told] : []), ...(absent ? [ABSENCE] : [])]
}

const ENDS: LifelineColumn[] = (['opened', ...LIFELINE_ENDS] as const).map((title) => ({
  title,
  read: (lifeline) => formatCount(lifeline[title]),
}))

const MESSAGES = (['sent', 'lost', 'unanswered', 'duplicated', 'reordered'] as const).map((count) => ({
  title: count === 'sent' ? 'messages' : count,
  read: (lifeline: LifelineReport) => (isNumbered(lifeline) ? formatCount(lifeline.messages[count]) : '–'),
}))

function isNumbered({ messages }: LifelineReport): boolean {
  return Object.values(messages).some((count) => count > 0)
}

const ABSENCE: LifelineColumn[] = [
  { title: 'unserved p50', read: ({ withoutServiceMs }) => formatMaybe(withoutServiceMs?.p50 ?? null, '–') },
  { title: 'max', read: ({ withoutServiceMs }) => formatMaybe(withoutServiceMs?.max ?? null, '–') },
]

function paint(title: string, text: string, color: ChalkInstance): Cell {
  if (!BAD.has(title)) return { text }
  return { text, paint: text === '0' || text === '–' ? color.dim : color.red }
}
