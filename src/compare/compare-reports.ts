import { COMPARISON_SCHEMA, type Comparison } from '../model/comparison.ts'
import type { Report } from '../model/report.ts'
import { holdAgainstBaseline } from './baseline.ts'
import { rankStrategies } from './rank.ts'
import { summarizeStrategy } from './strategy.ts'

/** Where no run asks for any. */
const DEFAULT_CONFIDENCE = 0.95

/**
 * Compares reports with each other and with an earlier one. Pure. Reports of the same name are distinguished by number.
 *
 * @param reports one for each strategy, at least one
 */
export function compareReports(reports: readonly Report[], baseline?: Report): Comparison {
  const asked = [...reports, ...(baseline ? [baseline] : [])].map(({ sla }) => sla.confidence)
  const confidence = Math.min(...asked.filter((one) => one !== null), 1)
  const sure = confidence < 1 ? confidence : DEFAULT_CONFIDENCE
  const names = nameApart(reports)
  const named = reports.map((report, i) => summarizeStrategy(report, sure, names[i]))
  const { strategies, differences } = rankStrategies(named, sure)
  return {
    schema: COMPARISON_SCHEMA,
    confidence: sure,
    strategies,
    differences,
    baseline: baseline ? holdAgainstBaseline(summarizeStrategy(baseline, sure), strategies, sure) : null,
  }
}

function nameApart(reports: readonly Report[]): string[] {
  const seen = new Map<string, number>()
  return reports.map(({ scenario: { name } }) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}
