import type { Strategy } from '../model/comparison.ts'
import { FAILURES } from '../model/outcome.ts'
import { formatCount, formatShare } from '../report/numbers.ts'
import { clean } from '../report/text.ts'
import { STATUS_WORDS } from '../report/words.ts'
import { formatMetric } from './words.ts'

export interface ComparisonColumn {
  title: string
  read(strategy: Strategy): string
}

/** The table of a comparison, a row for each strategy; the first column names it. */
export const COLUMNS: readonly ComparisonColumn[] = [
  { title: 'Strategy', read: ({ name }) => clean(name, 60) },
  { title: 'rank', read: ({ rank }) => (rank === null ? '–' : `${rank}`) },
  { title: 'verdict', read: ({ verdict }) => STATUS_WORDS[verdict.status].toLowerCase() },
  { title: 'availability', read: ({ sla }) => formatMaybeShare(sla.availability) },
  { title: 'retrying', read: ({ retrying }) => formatMaybeShare(retrying.availability) },
  { title: 'lost', read: ({ sla }) => `${formatCount(sla.failures)} of ${formatCount(sla.attempts)}` },
  { title: 'by class', read: classesOf },
  { title: 'restarts with loss', read: ({ restarts }) => `${restarts.withLoss} of ${restarts.count}` },
  { title: 'lifelines kept', read: keptOf },
  { title: 'takeover', read: ({ metrics }) => formatMetric('takeover', metrics.takeover.max) },
  { title: 'drain', read: ({ metrics }) => formatMetric('drain', metrics.drain.max) },
  { title: 'outage', read: ({ metrics }) => formatMetric('outage', metrics.outage.max) },
  { title: 'p99', read: ({ metrics }) => formatMetric('p99', metrics.p99.max) },
]

function formatMaybeShare(share: number | null): string {
  return share === null ? '–' : formatShare(share)
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
