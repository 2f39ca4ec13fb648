import {
  type Budget,
  HISTORY_SCHEMA,
  type History,
  type HistoryRun,
  type HistorySum,
  type ScenarioHistory,
  type WorstRestart,
} from '../model/history.ts'
import { countFailures } from '../model/outcome.ts'
import { FIRST_RULES } from '../model/rules.ts'
import { downtimeOf } from '../verdict/downtime.ts'
import { shareBounds } from '../verdict/interval.ts'
import type { FoundReport, FoundReports } from './find-reports.ts'
import { findTrend } from './trend.ts'

/** Of the bounds of a history, whatever its runs asked for. */
const CONFIDENCE = 0.95

/** Gathers reports into one account for each scenario, by its name. Pure. */
export function buildHistory({ found, unread }: FoundReports): History {
  const names = [...new Set(found.map(({ report }) => report.scenario.name))].toSorted()
  const scenarios = names.flatMap((name) =>
    gather(
      name,
      found.filter(({ report }) => report.scenario.name === name),
    ),
  )
  return { schema: HISTORY_SCHEMA, scenarios, unread }
}

function gather(name: string, found: readonly FoundReport[]): ScenarioHistory[] {
  const [first, last] = [found[0], found.at(-1)]
  if (first === undefined || last === undefined) return []
  const runs = found.map(summarizeRun)
  const labels = [...new Set(runs.map(({ label }) => label))]
  const { target } = last.report.sla
  return [
    {
      name,
      target,
      from: first.report.run.startedAt,
      to: last.report.run.startedAt,
      rules: [...new Set(found.map(({ report: { rules } }) => rules ?? FIRST_RULES))].toSorted((a, b) => a - b),
      runs,
      labels: labels.map((label) => ({ label, ...sum(runs.filter((run) => run.label === label)) })),
      all: sum(runs),
      worst: findWorst(found),
      budget: budgetOf(runs, target),
      trend: findTrend(found),
    },
  ]
}

function summarizeRun({ path, report }: FoundReport): HistoryRun {
  const { run, verdict, sla, restarts } = report
  const outages = restarts.map(({ outageMs }) => outageMs).filter((ms) => ms !== null)
  const p99s = restarts.map(({ latencyMs }) => latencyMs?.p99).filter((ms) => ms !== undefined)
  return {
    id: run.id,
    startedAt: run.startedAt,
    label: run.label,
    path,
    status: verdict.status,
    attempts: sla.attempts,
    failures: sla.failures,
    availability: sla.availability,
    restarts: restarts.length,
    withLoss: restarts.filter(({ outcomes }) => countFailures(outcomes) > 0).length,
    downtimeMs: restarts.reduce((total, restart) => total + (downtimeOf(restart) ?? 0), 0),
    worstOutageMs: outages.length === 0 ? null : Math.max(...outages),
    p99Ms: p99s.length === 0 ? null : Math.max(...p99s),
  }
}

function sum(runs: readonly HistoryRun[]): HistorySum {
  const total = (read: (run: HistoryRun) => number): number => runs.reduce((all, run) => all + read(run), 0)
  const ended = (status: HistoryRun['status']): number => total((run) => Number(run.status === status))
  const [attempts, failures] = [total((run) => run.attempts), total((run) => run.failures)]
  const [restarts, withLoss] = [total((run) => run.restarts), total((run) => run.withLoss)]
  return {
    runs: runs.length,
    passed: ended('pass'),
    failed: ended('fail'),
    inconclusive: ended('inconclusive'),
    attempts,
    failures,
    availability: attempts === 0 ? null : (attempts - failures) / attempts,
    lowerBound: attempts === 0 ? null : 1 - shareBounds(failures, attempts, CONFIDENCE).upper,
    restarts,
    withLoss,
    withLossUpper: restarts === 0 ? null : shareBounds(withLoss, restarts, CONFIDENCE).upper,
    downtimeMs: total((run) => run.downtimeMs),
  }
}

/** The restart that cost the most time, or else the most requests; null where none cost anything. */
function findWorst(found: readonly FoundReport[]): WorstRestart | null {
  const all = found.flatMap(({ path, report: { run, restarts } }) =>
    restarts.map((restart) => ({
      runId: run.id,
      startedAt: run.startedAt,
      label: run.label,
      path,
      index: restart.index,
      failures: countFailures(restart.outcomes),
      attempts: restart.attempts,
      outageMs: restart.outageMs,
      downtimeMs: downtimeOf(restart) ?? 0,
    })),
  )
  const costly = all.filter(({ failures, downtimeMs }) => failures > 0 || downtimeMs > 0)
  return costly.toSorted((a, b) => b.downtimeMs - a.downtimeMs || b.failures - a.failures)[0] ?? null
}

const MINUTES_PER_YEAR = 365 * 24 * 60
const MINUTE_MS = 60_000

/** What a year allows, what the restarts that were tested would have taken of it, and how many like them it pays for. */
function budgetOf(runs: readonly HistoryRun[], target: number): Budget {
  const minutesPerYear = (1 - target) * MINUTES_PER_YEAR
  const restarts = runs.reduce((total, run) => total + run.restarts, 0)
  const spentMinutes = runs.reduce((total, { downtimeMs }) => total + downtimeMs, 0) / MINUTE_MS
  return {
    minutesPerYear,
    spentMinutes,
    perRestartMinutes: restarts === 0 ? null : spentMinutes / restarts,
    restartsPerYear: spentMinutes === 0 ? null : Math.floor((minutesPerYear * restarts) / spentMinutes),
  }
}
