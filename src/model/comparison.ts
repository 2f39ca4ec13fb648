import type { LifelineCounts } from './lifeline.ts'
import type { OutcomeCounts } from './outcome.ts'
import type { Report } from './report.ts'
import type { VerdictStatus } from './verdict.ts'

export const COMPARISON_SCHEMA = 'hitless.comparison/1'

/**
 * What restarts are compared by, the most important first. Each has one value for each restart, or none where it was not
 * seen: shares 0..1, times in milliseconds; less is better.
 */
export const METRICS = ['losses', 'losses-retrying', 'lifelines-lost', 'outage', 'p99', 'takeover', 'drain'] as const
export type Metric = (typeof METRICS)[number]

/** Several ways to restart, side by side. Restarts, not requests, are what chance is judged by: losses come in clusters. */
export interface Comparison {
  schema: typeof COMPARISON_SCHEMA
  /** Two-sided, of each difference; the least that any of the runs asks for. */
  confidence: number
  /** Best first. */
  strategies: Strategy[]
  /** Between each strategy and the next one. */
  differences: Difference[]
  /** Against an earlier report; null where none was given. */
  baseline: BaselineResult | null
}

/** One report, reduced to what can be compared with another. */
export interface Strategy {
  /** By what was seen, whether or not it is beyond chance; null where no restart was seen to happen. */
  rank: number | null
  name: string
  about: string | null
  /** What it was of: two runs of the same thing have the same words. */
  subject: Record<'scenario' | 'target' | 'SLA' | 'traffic' | 'rules', string>
  run: { id: string; startedAt: string; durationMs: number }
  verdict: { status: VerdictStatus; expected: VerdictStatus | null; reasons: string[] }
  sla: Pick<Report['sla'], 'target' | 'availability' | 'lowerBound' | 'attempts' | 'failures'>
  /** The same run in the eyes of both kinds of client. */
  strict: View
  retrying: View
  /** Of the strict view. */
  outcomes: OutcomeCounts
  lifelines: LifelineCounts
  restarts: { count: number; observed: number }
  metrics: Record<Metric, Summary>
  guarantees: Report['guarantees']
  timeline: Excerpt
}

/** What clients of one kind lost, and in how many of the restarts anything, with the upper bound of that share at the confidence. */
export interface View {
  failures: number
  availability: number | null
  withLoss: number
  withLossUpper: number | null
}

/** The values of one metric: one for each restart in which it was seen. */
export interface Summary {
  values: number[]
  mean: number | null
  max: number | null
  /** Where some of them are known by two bounds: the earliest of each, their mean, and the one that belongs to `max`. */
  earliest?: { values: number[]; mean: number; ofMax: number }
}

/** The run in at most some hundred columns, with the first restart at 0. */
export interface Excerpt {
  /** Beginning of the first column, relative to the first restart, milliseconds. */
  from: number
  columnMs: number
  ok: number[]
  failures: number[]
  /** When each restart began, milliseconds after the first. */
  restarts: number[]
}

export interface Difference {
  metric: Metric
  better: string
  worse: string
  /** Means. */
  from: number
  to: number
  /** The means of the earliest, where one of them is known by two bounds. */
  earliest?: { from: number; to: number }
  /** How likely so great a difference is if restarts of both were alike; two-sided. Of bounds, by those that are the closest. */
  p: number
  beyondChance: boolean
  /** Whether this number of restarts could have shown any significant difference. */
  tellable: boolean
}

export interface BaselineResult {
  name: string
  runId: string
  startedAt: string
  changes: Change[]
  /** Of each strategy what became worse beyond chance: nothing where the list is empty. */
  worse: string[]
  /** What fails now, whether or not it is worse than before. */
  failing: string[]
  /** What could not be decided, because there were too few restarts. */
  undecided: string[]
  /** In what a run is of another thing than the baseline. */
  unlike: string[]
}

export interface Change {
  strategy: string
  metric: Metric
  from: number
  to: number
  /** See Difference. */
  earliest?: { from: number; to: number }
  /** One-sided: that it became worse. */
  p: number
  status: 'worse' | 'within-chance' | 'better'
}
