import type { LatencySummary } from '../../model/latency.ts'
import { countAttempts, isFailure, type Outcome, type OutcomeCounts } from '../../model/outcome.ts'
import type { Report, TrafficReport } from '../../model/report.ts'
import { badCount, renderTable } from '../../text/html-table.ts'
import { type Content, html, type Markup } from '../../text/markup.ts'
import { formatCount, formatMaybe, formatShare } from '../../text/numbers.ts'
import { ANSWER_TITLES, answerCells, listAnswers } from '../answer-table.ts'
import { describeStanding, describeTrafficStanding, occurred, standingOf } from '../sla-sentences.ts'

const LATENCIES = ['p50', 'p90', 'p99', 'p999', 'max'] as const satisfies readonly (keyof LatencySummary)[]

/** The answers of each traffic, where they are not all alike. */
export function renderAnswers(report: Report): Markup | null {
  const rows = listAnswers(report)
  if (rows.length === 0) return null
  return renderTable({
    name: 'Answers by traffic',
    columns: ANSWER_TITLES.map((title, i) => ({ title, number: i > 1 && i < 5 })),
    rows: rows.map(answerCells),
  })
}

/** The outcomes of each traffic; those that never occurred have no column. */
export function renderTraffic({ traffic, outcomes, sla }: Report): Markup {
  const kinds = occurred(outcomes)
  const titles = ['attempts', ...kinds, 'succeeded', ...LATENCIES.map((name) => (name === 'p999' ? 'p99.9' : name))]
  const all: Content[] = [
    'all',
    ...countCells(outcomes, kinds),
    ...LATENCIES.map(() => ''),
    '',
    standingCell(describeStanding({ ...sla, standing: standingOf(sla) })),
  ]
  return renderTable({
    name: 'Outcomes by traffic',
    columns: [
      { title: 'traffic' },
      ...titles.map((title) => ({ title, number: true })),
      { title: `SLA ${formatShare(sla.target)}` },
    ],
    rows: [
      ...traffic.map((row) => [...trafficCells(row, kinds), standingCell(describeTrafficStanding(sla, row.name))]),
      ...(traffic.length > 1 ? [all] : []),
    ],
  })
}

function trafficCells({ name, kind, outcomes, availability, latencyMs }: TrafficReport, kinds: Outcome[]): Content[] {
  return [
    name === kind ? name : html`${name} <small>${kind}</small>`,
    ...countCells(outcomes, kinds),
    availability === null ? '–' : formatShare(availability),
    ...LATENCIES.map((percentile) => formatMaybe(latencyMs?.[percentile] ?? null, '–')),
  ]
}

function countCells(outcomes: OutcomeCounts, kinds: Outcome[]): Content[] {
  return [formatCount(countAttempts(outcomes)), ...kinds.map((kind) => outcomeCell(kind, outcomes[kind]))]
}

function outcomeCell(kind: Outcome, count: number): Content {
  return isFailure(kind) ? badCount(count, formatCount(count)) : formatCount(count)
}

function standingCell(text: string): Content {
  if (text === 'missed') return html`<strong class="bad">missed</strong>`
  return text === '' ? '–' : text
}
