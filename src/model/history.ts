import type { VerdictStatus } from './verdict.ts'

export const HISTORY_SCHEMA = 'hitless.history/1'

/** Many runs, gathered into one account of availability over time. */
export interface History {
  schema: typeof HISTORY_SCHEMA
  /** By name. */
  scenarios: ScenarioHistory[]
  /** Files that were found and could not be read, each with why. */
  unread: string[]
}

/** All runs of the scenarios of one name. Availability counts requests, the rest restarts. */
export interface ScenarioHistory {
  name: string
  /** The target of the latest run. */
  target: number
  /** The first and the last run, ISO 8601. */
  from: string
  to: string
  /** The versions of the rules by which its runs were judged; verdicts of different ones are not the same. */
  rules: number[]
  /** In order of time. */
  runs: HistoryRun[]
  /** By label, in order of first appearance; runs without one stand under null. */
  labels: (HistorySum & { label: string | null })[]
  all: HistorySum
  worst: WorstRestart | null
  budget: Budget
  /** The latest label, or where there are no labels the latest run, against all before it; null where there is nothing before. */
  trend: Trend | null
}

export interface HistoryRun {
  id: string
  startedAt: string
  label: string | null
  /** Where its report was found. */
  path: string
  status: VerdictStatus
  attempts: number
  failures: number
  availability: number | null
  restarts: number
  withLoss: number
  downtimeMs: number
  worstOutageMs: number | null
  p99Ms: number | null
}

export interface HistorySum {
  runs: number
  passed: number
  failed: number
  inconclusive: number
  attempts: number
  failures: number
  availability: number | null
  /** One-sided Clopper-Pearson at 95%. */
  lowerBound: number | null
  restarts: number
  withLoss: number
  /** Upper bound of the share of restarts that lose something, 95%. */
  withLossUpper: number | null
  downtimeMs: number
}

export interface WorstRestart {
  runId: string
  startedAt: string
  label: string | null
  path: string
  index: number
  failures: number
  attempts: number
  outageMs: number | null
  downtimeMs: number
}

/** The error budget of a year, and what the restarts of these runs took of it. Minutes. */
export interface Budget {
  minutesPerYear: number
  /** As if each restart that was tested had been one of production. */
  spentMinutes: number
  perRestartMinutes: number | null
  /** How many restarts like these a year's budget pays for; null where they cost nothing, or there were none. */
  restartsPerYear: number | null
}

export interface Trend {
  latest: string
  lossesBefore: number
  lossesNow: number
  /** One-sided: that so much more is lost by chance. */
  p: number
  status: 'worse' | 'within-chance' | 'better'
  /** Whether this number of restarts can show any change at all. */
  tellable: boolean
}
