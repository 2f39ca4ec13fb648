import type { ChalkInstance } from 'chalk'
import type { LatencySummary } from '../model/latency.ts'
import { countAttempts, isFailure, type Outcome, type OutcomeCounts } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'
import { clean } from '../text/clean.ts'
import { formatCount, formatDuration } from '../text/numbers.ts'
import type { Cell, Column } from '../text/table.ts'
import { occurred } from './words.ts'

const LATENCIES = ['p50', 'p99', 'max'] as const

/** The columns of the table by traffic kind and outcome; outcomes that never occurred have none. */
export function trafficTable(report: Report, color: ChalkInstance): { names: Column; groups: Column[][] } {
  const { traffic } = report
  const rows = traffic.length > 1 ? [...traffic.map(({ outcomes }) => outcomes), report.outcomes] : [report.outcomes]
  const names = [...traffic.map(nameOf), ...(traffic.length > 1 ? ['all'] : [])]
  const counts = [
    { title: 'attempts', cells: rows.map((outcomes) => ({ text: formatCount(countAttempts(outcomes)) })) },
    ...occurred(report.outcomes).map((outcome) => outcomeColumn(outcome, rows, color)),
  ]
  const latencies = LATENCIES.map((name) => ({
    title: name,
    cells: traffic.map(({ latencyMs }) => latencyCell(latencyMs, name)),
  }))
  return { names: { title: 'Traffic', cells: names.map((text) => ({ text })) }, groups: [counts, latencies] }
}

function nameOf({ name, kind }: { name: string; kind: string }): string {
  return clean(name === kind ? name : `${name} (${kind})`, 60)
}

function outcomeColumn(outcome: Outcome, rows: OutcomeCounts[], color: ChalkInstance): Column {
  return { title: outcome, cells: rows.map((counts) => outcomeCell(outcome, counts[outcome], color)) }
}

function outcomeCell(outcome: Outcome, count: number, color: ChalkInstance): Cell {
  const text = formatCount(count)
  if (outcome === 'ok') return { text }
  if (count === 0) return { text, paint: color.dim }
  return { text, paint: isFailure(outcome) ? color.red : color.yellow }
}

function latencyCell(latency: LatencySummary | null, name: (typeof LATENCIES)[number]): Cell {
  return { text: latency === null ? '–' : formatDuration(latency[name]) }
}
