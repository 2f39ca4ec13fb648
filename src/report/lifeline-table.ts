import { LIFELINE_ENDS } from '../model/lifeline.ts'
import type { LifelineReport } from '../model/report.ts'
import { clean } from '../text/clean.ts'
import type { Cell, Table } from '../text/document.ts'
import { formatCount, formatMaybe } from '../text/numbers.ts'

/** What makes a cell red where it is not 0. */
const BAD = new Set(['cut', 'stalled', 'lost', 'duplicated', 'reordered'])

/** The table of long-lived connections: a row for each kind. */
export function lifelineTable(lifelines: readonly LifelineReport[]): Table {
  const groups = lifelineColumns(lifelines)
  const columns = groups.flatMap((group) => group.map(({ title }, i) => ({ title, begins: i === 0 })))
  const rows = lifelines.map((lifeline) => [
    { text: clean(lifeline.kind, 60) },
    ...groups.flat().map(({ title, read }) => lifelineCell(title, read(lifeline))),
  ])
  return { type: 'table', columns: [{ title: 'Lifelines' }, ...columns], rows }
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
  { title: 'downtime p50', read: ({ withoutServiceMs }) => formatMaybe(withoutServiceMs?.p50 ?? null, '–') },
  { title: 'max', read: ({ withoutServiceMs }) => formatMaybe(withoutServiceMs?.max ?? null, '–') },
]

function lifelineCell(title: string, text: string): Cell {
  if (!BAD.has(title)) return { text }
  return { text, tone: text === '0' || text === '–' ? 'quiet' : 'bad' }
}
