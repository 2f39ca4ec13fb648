import type { LatencySummary } from '../model/latency.ts'
import { countAttempts, isFailure, type Outcome, type OutcomeCounts } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'
import { clean } from '../text/clean.ts'
import type { Cell, Column, Table } from '../text/document.ts'
import { formatCount, formatDuration, formatShare } from '../text/numbers.ts'
import { describeStanding, describeTrafficStanding, occurred, standingOf } from './sla-sentences.ts'

const LATENCIES = ['p50', 'p99', 'max'] as const

/** The table by traffic kind and outcome; outcomes that never occurred have no column. */
export function trafficTable({ traffic, outcomes, sla }: Report): Table {
  const shown = occurred(outcomes)
  const rows = traffic.map(({ latencyMs, ...one }) => [
    { text: nameOf(one) },
    ...countCells(one.outcomes, shown),
    ...LATENCIES.map((name) => latencyCell(latencyMs, name)),
    standingCell(describeTrafficStanding(sla, one.name)),
  ])
  const all = [
    { text: 'all' },
    ...countCells(outcomes, shown),
    ...LATENCIES.map(() => ({ text: '' })),
    standingCell(describeStanding({ ...sla, standing: standingOf(sla) })),
  ]
  const columns: Column[] = [
    ...['Traffic', 'attempts', ...shown].map((title) => ({ title })),
    ...LATENCIES.map((title, i) => ({ title, begins: i === 0 })),
    { title: `SLA ${formatShare(sla.target)}`, words: true, begins: true },
  ]
  return { type: 'table', columns, rows: traffic.length > 1 ? [...rows, all] : rows }
}

function nameOf({ name, kind }: { name: string; kind: string }): string {
  return clean(name === kind ? name : `${name} (${kind})`, 60)
}

function countCells(counts: OutcomeCounts, shown: readonly Outcome[]): Cell[] {
  return [
    { text: formatCount(countAttempts(counts)) },
    ...shown.map((outcome) => outcomeCell(outcome, counts[outcome])),
  ]
}

function outcomeCell(outcome: Outcome, count: number): Cell {
  const text = formatCount(count)
  if (outcome === 'ok') return { text }
  if (count === 0) return { text, tone: 'quiet' }
  return { text, tone: isFailure(outcome) ? 'bad' : 'doubtful' }
}

function latencyCell(latency: LatencySummary | null, name: (typeof LATENCIES)[number]): Cell {
  return { text: latency === null ? '–' : formatDuration(latency[name]) }
}

function standingCell(text: string): Cell {
  return { text: text === '' ? '–' : text, tone: text === 'missed' ? 'bad' : 'quiet' }
}
