import { type Difference, METRICS, type Metric, type Strategy } from '../model/comparison.ts'
import { earliestMean, earliestMeans, leastValues, MATTERS } from './metrics.ts'
import { separate, smallestChance } from './permutation.ts'

/** Strategies in order, best first, and how each differs from the next. */
export interface Ranking {
  strategies: Strategy[]
  differences: Difference[]
}

/**
 * Orders strategies by what their users lose: by the means of METRICS, the first that differs deciding. Two share a rank where
 * nothing that matters to users differs. Those whose restart was never seen to happen come last, without a rank.
 */
export function rankStrategies(unranked: readonly Strategy[], confidence: number): Ranking {
  const strategies: Strategy[] = []
  for (const strategy of unranked.toSorted(compareStrategies)) {
    const before = strategies.at(-1)
    const tied = before !== undefined && MATTERS.every((metric) => meanOf(before, metric) === meanOf(strategy, metric))
    const rank = tied ? before.rank : strategies.length + 1
    strategies.push({ ...strategy, rank: strategy.restarts.observed === 0 ? null : rank })
  }
  const pairs = strategies.slice(1).map((worse, i) => [strategies[i] ?? worse, worse] as const)
  return { strategies, differences: pairs.flatMap(([better, worse]) => findDifferences(better, worse, confidence)) }
}

function meanOf(strategy: Strategy, metric: Metric): number {
  return strategy.metrics[metric].mean ?? 0
}

function compareStrategies(a: Strategy, b: Strategy): number {
  const unseen = Number(a.restarts.observed === 0) - Number(b.restarts.observed === 0)
  if (unseen !== 0) return unseen
  for (const metric of METRICS) {
    const order = meanOf(a, metric) - meanOf(b, metric)
    if (order !== 0) return order
  }
  return 0
}

/** In which metrics two strategies differ at all, both having been seen. */
function findDifferences(better: Strategy, worse: Strategy, confidence: number): Difference[] {
  return METRICS.flatMap((metric) => findDifference(metric, better, worse, confidence))
}

function findDifference(metric: Metric, better: Strategy, worse: Strategy, confidence: number): Difference[] {
  const [before, after] = [better.metrics[metric], worse.metrics[metric]]
  const separation = separate(before.values, leastValues(after))
  if (separation === null || before.mean === null || after.mean === null || before.mean === after.mean) return []
  // Of two bounds that overlap either may be the greater.
  const p = earliestMean(after) > before.mean ? separation.twoSided : 1
  const names = { better: better.name, worse: worse.name }
  const doubt = 1 - confidence
  const tellable = 2 * smallestChance(before.values.length, after.values.length) <= doubt
  const means = { from: before.mean, to: after.mean, ...earliestMeans(before, after) }
  return [{ metric, ...names, ...means, p, beyondChance: p <= doubt, tellable }]
}
