import {
  addOutcomes,
  isFailure,
  noOutcomes,
  OUTCOMES,
  type Outcome,
  type OutcomeCounts,
} from '../../../model/outcome.ts'
import type { TimelineBucket } from '../../../model/report.ts'
import { badCount, renderTable } from '../../../text/html-table.ts'
import { type Content, html, type Markup } from '../../../text/markup.ts'
import { formatCount, formatDuration, formatMaybe } from '../../../text/numbers.ts'
import { clockStep } from '../chart/axis.ts'
import type { PageContext } from '../page-context.ts'
import { countGenerations } from './generation-shares.ts'

const ROWS = 120

interface Row {
  t: number
  buckets: TimelineBucket[]
}

/** The timeline as a table of a number of equal parts of the run, the warm-up included. */
export function renderTimelineTable({ report, axis, generations }: PageContext): Markup {
  const { bucketMs, buckets } = report.timeline
  const step = Math.max(bucketMs, clockStep(axis.to, ROWS))
  const rows = groupRows(buckets, step)
  const seen = OUTCOMES.filter(
    (outcome) => outcome === 'ok' || buckets.some((bucket) => (bucket.outcomes[outcome] ?? 0) > 0),
  )
  const titles = [...seen, 'worst p50', 'worst p99', 'longest']
  return html`<p>Rows of ${formatDuration(step)}. Latencies are those of the worst slot of ${formatDuration(bucketMs)} within.</p>
${renderTable({
  name: 'Timeline',
  columns: [{ title: 'from' }, ...titles.map((title) => ({ title, number: true })), { title: 'answered by' }],
  rows: rows.map(({ t, buckets: within }) => [
    formatDuration(t),
    ...countCells(within, seen),
    ...(['p50', 'p99', 'max'] as const).map((name) => formatMaybe(worstOf(within, name), '–')),
    formatGenerations(within, generations),
  ]),
})}`
}

function groupRows(buckets: readonly TimelineBucket[], step: number): Row[] {
  const rows = new Map<number, Row>()
  for (const bucket of buckets) {
    const t = Math.floor(bucket.t / step) * step
    const row = rows.get(t)
    if (row) row.buckets.push(bucket)
    else rows.set(t, { t, buckets: [bucket] })
  }
  return [...rows.values()]
}

function countCells(buckets: readonly TimelineBucket[], seen: readonly Outcome[]): Content[] {
  const sum = buckets.reduce<OutcomeCounts>((all, { outcomes }) => addOutcomes(all, outcomes), noOutcomes())
  return seen.map((outcome) => {
    const text = formatCount(sum[outcome])
    return isFailure(outcome) ? badCount(sum[outcome], text) : text
  })
}

function worstOf(buckets: readonly TimelineBucket[], name: 'p50' | 'p99' | 'max'): number | null {
  const values = buckets.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs[name]]))
  return values.length === 0 ? null : Math.max(...values)
}

function formatGenerations(buckets: readonly TimelineBucket[], generations: PageContext['generations']): string {
  const counts = new Map<number, number>()
  for (const bucket of buckets) {
    for (const [number, count] of countGenerations(bucket, generations))
      counts.set(number, (counts.get(number) ?? 0) + count)
  }
  const sorted = [...counts].toSorted(([a], [b]) => a - b)
  return sorted.map(([number, count]) => `${number}: ${formatCount(count)}`).join(', ')
}
