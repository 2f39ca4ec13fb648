import type { Strategy, View } from '../model/comparison.ts'
import { FAILURES } from '../model/outcome.ts'
import { STATUS_WORDS } from '../report/sla-sentences.ts'
import { clean } from '../text/clean.ts'
import type { Cell, ReadColumn } from '../text/document.ts'
import { formatCount, formatUpperBound } from '../text/numbers.ts'
import { describeOutage } from '../text/sentences.ts'
import { formatLongest, formatMetric } from './difference-sentences.ts'

/** The table of a comparison, a row for each strategy; the first column names it. */
export const COLUMNS: readonly ReadColumn<Strategy>[] = [
  { title: 'Strategy', read: ({ name }) => clean(name, 60) },
  { title: 'rank', read: ({ rank }) => (rank === null ? '–' : `${rank}`) },
  { title: 'verdict', read: ({ verdict }) => STATUS_WORDS[verdict.status].toLowerCase() },
  { title: 'lost', read: ({ strict, sla }) => lostOf(strict.failures, sla.attempts) },
  { title: 'by class', read: classesOf },
  { title: 'in restarts', read: (strategy) => describeLossy(strategy, strategy.strict) },
  { title: 'lost despite retries', begins: true, read: ({ retrying }) => formatCount(retrying.failures) },
  { title: 'in restarts, retrying', begins: true, read: (strategy) => describeLossy(strategy, strategy.retrying) },
  { title: 'lifelines kept', read: keptOf },
  { title: 'takeover', begins: true, read: ({ metrics }) => formatLongest(metrics.takeover) },
  { title: 'drain', read: ({ metrics }) => formatMetric('drain', metrics.drain.max) },
  { title: 'outage', read: ({ metrics, strict }) => describeOutage(metrics.outage.max, strict.withLoss > 0) },
  { title: 'p99', read: ({ metrics }) => formatMetric('p99', metrics.p99.max) },
]

/** Anything but 0 is bad. */
function lostOf(failures: number, attempts: number): Cell {
  return { text: `${formatCount(failures)} of ${formatCount(attempts)}`, tone: failures > 0 ? 'bad' : 'quiet' }
}

/** `2 of 30, at most 20%`. */
function describeLossy({ restarts }: Strategy, { withLoss, withLossUpper }: View): string {
  const most = withLossUpper === null ? '' : `, at most ${formatUpperBound(withLossUpper)}`
  return `${withLoss} of ${restarts.count}${most}`
}

/** `321 refused, 54 reset`. */
function classesOf({ outcomes }: Strategy): string {
  const seen = FAILURES.filter((outcome) => outcomes[outcome] > 0)
  return seen.length === 0 ? '–' : seen.map((outcome) => `${formatCount(outcomes[outcome])} ${outcome}`).join(', ')
}

/** Those that ended with notice did what was asked of them, but were not kept. */
function keptOf({ lifelines: { kept, graceful, cut, stalled } }: Strategy): string {
  const all = kept + graceful + cut + stalled
  if (all === 0) return '–'
  const lost = cut + stalled
  return `${formatCount(kept)} of ${formatCount(all)}${lost === 0 ? '' : `, ${formatCount(lost)} lost`}`
}
