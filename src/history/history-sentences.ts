import { formatChance, formatLoss } from '../compare/difference-sentences.ts'
import type { HistoryRun, HistorySum, ScenarioHistory, Trend, WorstRestart } from '../model/history.ts'
import { clean } from '../text/clean.ts'
import type { Cell, ReadColumn } from '../text/document.ts'
import { countOf, formatCount, formatDuration, formatMaybe, formatShare, formatUpperBound } from '../text/numbers.ts'

import { describeOutage, listed } from '../text/sentences.ts'

/** What terminal, Markdown and HTML say alike of a history. */

const MINUTE_MS = 60_000

/** The first lines: how available, how sure, over what. */
export function describeHistory({ all, target, from, to, rules, worst, budget, trend }: ScenarioHistory): string[] {
  return [
    `${countOf(all.runs, 'run')} ${all.runs === 1 ? `of ${day(from)}` : `from ${day(from)} to ${day(to)}`}: ${all.passed} passed, ${all.failed} failed, ${all.inconclusive} inconclusive.${describeRules(rules)}`,
    describeAvailability(all, target),
    describeRestarts(all),
    describeWorst(worst),
    describeBudget(budget),
    describeTrend(trend),
  ].filter((line) => line !== '')
}

/** Verdicts of different rules do not add up. */
function describeRules(rules: readonly number[]): string {
  return rules.length < 2 ? '' : ` These verdicts are by different rules (versions ${listed(rules.map(String))}).`
}

function describeAvailability({ availability, attempts, failures, lowerBound }: HistorySum, target: number): string {
  if (availability === null || lowerBound === null) return 'No request was counted.'
  const lost = failures === 0 ? 'none failed' : `${formatCount(failures)} failed`
  return `${formatShare(availability)} of ${countOf(attempts, 'request')} succeeded, ${lost}; at 95% confidence at least ${formatShare(lowerBound)}; target ${formatShare(target)}.`
}

function describeRestarts({ restarts, withLoss, withLossUpper }: HistorySum): string {
  if (withLossUpper === null) return 'No restart was made.'
  return `${formatCount(withLoss)} of ${countOf(restarts, 'restart')} lost requests (at 95% confidence at most ${formatUpperBound(withLossUpper)} of restarts do).`
}

function describeWorst(worst: WorstRestart | null): string {
  if (worst === null) return ''
  const label = worst.label === null ? '' : `, ${clean(worst.label, 60)}`
  const { outageMs, failures } = worst
  const what = failures > 0 ? 'an outage of' : 'new connections waited up to'
  const outage = outageMs === null || outageMs === 0 ? '' : `, ${what} ${formatDuration(outageMs)}`
  return `The worst was restart ${worst.index} of the run of ${day(worst.startedAt)}${label}: ${formatCount(worst.failures)} of ${countOf(worst.attempts, 'request')} lost${outage}.`
}

function describeBudget({
  minutesPerYear,
  spentMinutes,
  perRestartMinutes,
  restartsPerYear,
}: ScenarioHistory['budget']) {
  const budget = formatDuration(minutesPerYear * MINUTE_MS)
  if (perRestartMinutes === null) return ''
  if (restartsPerYear === null) return `The budget of a year is ${budget}; these restarts used none of it.`
  const each = formatDuration(perRestartMinutes * MINUTE_MS)
  return `The budget of a year is ${budget}: these restarts used ${formatDuration(spentMinutes * MINUTE_MS)} of it, ${each} each, so it allows ${countOf(restartsPerYear, 'restart')} a year.`
}

function describeTrend(trend: Trend | null): string {
  if (trend === null) return ''
  const { latest, lossesBefore, lossesNow, p, status, tellable } = trend
  const change = `${formatLoss(lossesBefore)} lost in the windows before, ${formatLoss(lossesNow)} in ${clean(latest, 60)}`
  if (status === 'within-chance') {
    return tellable
      ? `Trend: ${change} (not significant, ${formatChance(p)}).`
      : `Trend: ${change} (too few restarts for a significant result).`
  }
  return `Trend: ${status}, ${change} (significant, ${formatChance(p)}).`
}

/** `2026-11-25 18:03`, UTC. */
export function day(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ')
}

/** Anything but 0 is bad. */
function lostOf({ failures, attempts }: Pick<HistoryRun, 'failures' | 'attempts'>): Cell {
  return { text: `${formatCount(failures)} of ${formatCount(attempts)}`, tone: failures > 0 ? 'bad' : 'quiet' }
}

export const RUN_COLUMNS: readonly ReadColumn<HistoryRun>[] = [
  { title: 'Run', read: ({ startedAt }) => day(startedAt) },
  { title: 'label', words: true, read: ({ label }) => (label === null ? '–' : clean(label, 40)) },
  { title: 'verdict', read: ({ status }) => status },
  { title: 'availability', read: ({ availability }) => (availability === null ? '–' : formatShare(availability)) },
  { title: 'lost', read: lostOf },
  { title: 'restarts with loss', read: ({ withLoss, restarts }) => `${withLoss} of ${restarts}` },
  { title: 'worst outage', read: ({ worstOutageMs, withLoss }) => describeOutage(worstOutageMs, withLoss > 0) },
  { title: 'p99', read: ({ p99Ms }) => formatMaybe(p99Ms, '–') },
]

export const LABEL_COLUMNS: readonly ReadColumn<ScenarioHistory['labels'][number]>[] = [
  { title: 'Label', read: ({ label }) => (label === null ? '–' : clean(label, 40)) },
  { title: 'runs', read: ({ runs }) => formatCount(runs) },
  { title: 'passed', read: ({ passed }) => formatCount(passed) },
  { title: 'availability', read: ({ availability }) => (availability === null ? '–' : formatShare(availability)) },
  { title: 'lost', read: lostOf },
  { title: 'restarts with loss', read: ({ withLoss, restarts }) => `${withLoss} of ${restarts}` },
  { title: 'downtime', read: ({ downtimeMs }) => formatDuration(downtimeMs) },
]
