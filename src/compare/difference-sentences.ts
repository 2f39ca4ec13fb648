import type { BaselineResult, Change, Comparison, Difference, Metric, Strategy, Summary } from '../model/comparison.ts'
import type { VerdictStatus } from '../model/verdict.ts'
import { clean } from '../text/clean.ts'
import { countOf, formatBetween, formatCount, formatDuration, formatShare } from '../text/numbers.ts'
import { isShare } from './metrics.ts'

/** What terminal, Markdown and HTML say alike of a comparison. */

const NAMES: Record<Metric, string> = {
  losses: 'requests lost in the windows',
  'losses-retrying': 'requests lost by retrying clients',
  'lifelines-lost': 'long-lived connections cut or stalled',
  outage: 'time without a new connection',
  p99: 'p99 latency in the windows',
  takeover: 'takeover',
  drain: 'drain',
}

export function nameMetric(metric: Metric): string {
  return NAMES[metric]
}

/** A share that was lost: 0.0004 is `0.04%`. */
export function formatLoss(share: number): string {
  return share === 0 ? 'none' : formatShare(share)
}

export function formatMetric(metric: Metric, value: number | null): string {
  if (value === null) return '–'
  return isShare(metric) ? formatLoss(value) : formatDuration(value)
}

/** The longest of a time; `between 44 ms and 120 ms` where it is known by two bounds. */
export function formatLongest({ max, earliest }: Summary): string {
  if (max === null) return '–'
  return formatBetween(earliest?.ofMax ?? max, max)
}

/** Two means: of before and now, or of two strategies. */
function formatMeans({ metric, from, to, earliest }: Pick<Change, 'metric' | 'from' | 'to' | 'earliest'>) {
  if (earliest === undefined) return [formatMetric(metric, from), formatMetric(metric, to)] as const
  return [formatBetween(earliest.from, from), formatBetween(earliest.to, to)] as const
}

/** `p = 0.03`, `p < 0.001`. */
export function formatChance(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(2))}`
}

export function describeChange(change: Change): string {
  const [before, now] = formatMeans(change)
  return `${change.strategy}: ${NAMES[change.metric]} ${before} before, ${now} now (${formatChance(change.p)})`
}

/** `a rather than b: requests lost in the windows none against 1.2% (significant, p < 0.001)`. */
export function describeDifference(difference: Difference): string {
  const sure = difference.beyondChance ? 'significant' : 'not significant'
  const [one, other] = formatMeans(difference)
  return `${NAMES[difference.metric]}: ${one} against ${other} (${sure}, ${formatChance(difference.p)})`
}

/** `2 of 30 restarts lost requests`, for strict clients. */
export function describeRestarts({ restarts, strict }: Strategy): string {
  if (restarts.count === 0) return 'no restart'
  if (restarts.observed === 0) return `${countOf(restarts.count, 'restart')}, none of them observed`
  const unseen = restarts.count - restarts.observed
  const note = unseen === 0 ? '' : `, ${formatCount(unseen)} not observed`
  return `${formatCount(strict.withLoss)} of ${countOf(restarts.count, 'restart')} lost requests${note}`
}

/** What a baseline shows, in words: what became worse first; empty without a baseline. */
export function describeBaselineDifference({ baseline }: Comparison): string[] {
  if (baseline === null) return []
  const better = baseline.changes.filter(({ status }) => status === 'better').map(describeChange)
  const lines = [
    ...baseline.unlike.map((text) => `Not the same – ${text}`),
    ...baseline.worse.map((text) => `Worse – ${text}`),
    ...baseline.failing.map((text) => `Failing – ${text}`),
    ...better.map((text) => `Better – ${text}`),
    ...baseline.undecided.map((text) => `Undecided – ${text}`),
  ]
  return [describeOutcome(baseline), ...lines]
}

function describeOutcome(baseline: BaselineResult): string {
  const against = `the baseline "${clean(baseline.name, 120)}" of ${baseline.startedAt}`
  const { worse, failing, undecided } = baseline
  if (worse.length > 0) return `Worse than ${against}:`
  if (failing.length > 0) return `Failing, whatever ${against} did:`
  if (undecided.length > 0) return `Too few restarts to tell whether anything is worse than ${against}.`
  return `Nothing is significantly worse than ${against}.`
}

/** How a comparison with a baseline ends: only green where nothing is worse, nothing fails, and there was enough to tell. */
export function statusOf({ worse, failing, undecided }: BaselineResult): VerdictStatus {
  if (worse.length > 0 || failing.length > 0) return 'fail'
  return undecided.length > 0 ? 'inconclusive' : 'pass'
}
