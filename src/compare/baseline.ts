import { type BaselineResult, type Change, METRICS, type Metric, type Strategy } from '../model/comparison.ts'
import { countOf, formatCount } from '../text/numbers.ts'
import { describeChange, nameMetric } from './difference-sentences.ts'
import { earliestMean, earliestMeans, isShare, leastValues } from './metrics.ts'
import { separate, smallestChance, valuesNeeded, valuesNeededBeside } from './permutation.ts'
import { findUnlike } from './unlike.ts'

/** Below both, a time that grew is no setback, however sure it is that it grew: another day, another machine. */
const TIME_SHARE = 0.25
const TIME_MS = 10

/**
 * Holds strategies against an earlier report. Several metrics are looked at, and each could look worse by chance; so each has
 * to be surer by their number (Bonferroni), for the whole verdict to be wrong no more often than 1 − confidence.
 */
export function holdAgainstBaseline(
  before: Strategy,
  strategies: readonly Strategy[],
  confidence: number,
): BaselineResult {
  const results = strategies.map((strategy) => compareToBaseline(before, strategy, confidence))
  return {
    name: before.name,
    runId: before.run.id,
    startedAt: before.run.startedAt,
    changes: results.flatMap(({ changes }) => changes),
    worse: results.flatMap(({ worse }) => worse),
    failing: results.flatMap(({ failing }) => failing),
    undecided: results.flatMap(({ undecided }) => undecided),
    unlike: strategies.flatMap((strategy) => findUnlike(before, strategy)),
  }
}

function compareToBaseline(before: Strategy, after: Strategy, confidence: number) {
  const shared = METRICS.filter(
    (metric) => before.metrics[metric].values.length > 0 && after.metrics[metric].values.length > 0,
  )
  const doubt = (1 - confidence) / Math.max(1, shared.length)
  const changes = shared.flatMap((metric) => findChange(metric, before, after, doubt))
  return {
    changes,
    worse: [
      ...changes.filter(({ status }) => status === 'worse').map(describeChange),
      ...findLostVerdict(before, after),
    ],
    failing: findFailing(before, after),
    undecided: findUndecided(before, after, doubt, shared.length),
  }
}

function findChange(metric: Metric, before: Strategy, after: Strategy, doubt: number): Change[] {
  const [old, now] = [before.metrics[metric], after.metrics[metric]]
  const up = separate(old.values, leastValues(now))
  const down = separate(now.values, leastValues(old))
  if (up === null || down === null || old.mean === null || now.mean === null) return []
  const worse = up.greater <= doubt && isMaterial(metric, old.mean, earliestMean(now))
  const better = down.greater <= doubt && isMaterial(metric, now.mean, earliestMean(old))
  const status = worse ? 'worse' : better ? 'better' : 'within-chance'
  const means = { from: old.mean, to: now.mean, ...earliestMeans(old, now) }
  return [{ strategy: after.name, metric, ...means, p: up.greater, status }]
}

function isMaterial(metric: Metric, from: number, to: number): boolean {
  return isShare(metric) ? to > from : to > from * (1 + TIME_SHARE) && to > from + TIME_MS
}

/** What passed before and is known not to any more needs no statistics: the verdict has its own. */
function findLostVerdict(before: Strategy, after: Strategy): string[] {
  if (before.verdict.status !== 'pass' || after.verdict.status !== 'fail') return []
  return [`${after.name} passed before and fails now: ${after.verdict.reasons[0] ?? 'no reason was given'}`]
}

/** A run that fails is never good news, also where its restarts are too few to be worse than those before. */
function findFailing(before: Strategy, after: Strategy): string[] {
  if (after.verdict.status !== 'fail' || before.verdict.status === 'pass') return []
  const as = before.verdict.status === 'fail' ? 'failed before and fails now' : 'fails now'
  return [`${after.name} ${as}: ${after.verdict.reasons[0] ?? 'no reason was given'}`]
}

function findUndecided(before: Strategy, after: Strategy, doubt: number, shared: number): string[] {
  const { observed: then } = before.restarts
  const { observed: now } = after.restarts
  if (shared === 0) return [`${after.name}: nothing can be compared; ${describeMissing(then, now)}`]
  const counts = METRICS.map((metric) => [before.metrics[metric].values.length, after.metrics[metric].values.length])
  const metrics = METRICS.filter((_, i) => isTooFew(counts[i] ?? [], doubt))
  if (metrics.length === 0) return []
  const what = metrics.length === shared ? 'any metric' : metrics.map(nameMetric).join(', ')
  const each = valuesNeeded(doubt)
  const enough =
    then < each ? `, or ${formatCount(valuesNeededBeside(then, doubt))} now beside those of the baseline` : ''
  return [
    `${after.name}: ${countOf(then, 'restart')} then and ${formatCount(now)} now are too few to show a significant change of ${what}; ` +
      `${formatCount(each)} each are needed${enough}`,
  ]
}

function describeMissing(then: number, now: number): string {
  const where = [...(then === 0 ? ['in the baseline'] : []), ...(now === 0 ? ['now'] : [])]
  return where.length === 0 ? 'no metric was seen in both runs' : `no restart was observed ${where.join(' nor ')}`
}

function isTooFew([then = 0, now = 0]: readonly number[], doubt: number): boolean {
  return then > 0 && now > 0 && smallestChance(then, now) > doubt
}
