import type { Comparison, Difference, Strategy } from '../model/comparison.ts'
import { clean } from '../text/clean.ts'
import { formatShare } from '../text/numbers.ts'
import { listed } from '../text/sentences.ts'
import { describeDifference, describeRestarts } from './difference-sentences.ts'
import { MATTERS } from './metrics.ts'
import { valuesNeeded } from './permutation.ts'

/** A strategy's place, with what is to be said of it; null where its restart was never observed. */
export interface RankingSentence {
  rank: number | null
  text: string
}

/** The ranking in plain language: a sentence on each strategy, and on how it differs from the one before. */
export function describeRanking({ strategies, differences, confidence }: Comparison): RankingSentence[] {
  return strategies.map((strategy, i) => {
    const before = strategies[i - 1]
    const own = `${clean(strategy.name, 120)}: ${describeRestarts(strategy)}.`
    if (before === undefined || strategy.rank === null) return { rank: strategy.rank, text: own }
    const between = differences.filter(({ better, worse }) => better === before.name && worse === strategy.name)
    return { rank: strategy.rank, text: `${own} ${describeStep(before, between, confidence)}` }
  })
}

function describeStep(before: Strategy, differences: readonly Difference[], confidence: number): string {
  const telling = differences.filter(({ metric, beyondChance }) => beyondChance || MATTERS.includes(metric))
  const worse = telling.filter(({ from, to }) => to > from)
  const name = clean(before.name, 120)
  if (worse.length === 0) return `No significant difference from ${name}.`
  const matters = worse.filter(({ metric }) => MATTERS.includes(metric))
  const sure = matters.some(({ beyondChance }) => beyondChance)
  const needed = `${valuesNeeded((1 - confidence) / 2)} restarts of each`
  const doubt = matters.length === 0 || sure ? '' : describeDoubt(matters, needed)
  return `Behind ${name} – ${worse.map(describeDifference).join('; ')}.${doubt}`
}

function describeDoubt(matters: readonly Difference[], needed: string): string {
  return matters.some(({ tellable }) => tellable)
    ? ' Its rank may be due to chance.'
    : ` With so few restarts no difference can be significant; ${needed} are needed.`
}

/** What "significant" means. */
export function describeMethod({ confidence, strategies }: Comparison): string {
  const rules = new Set(strategies.map(({ subject }) => subject.rules))
  const mixed =
    rules.size > 1
      ? ` The verdicts are by different rules (${listed([...rules].toSorted())}): compare what was counted.`
      : ''
  return (
    'Times are the longest of all restarts. Restarts are compared, not requests, because losses come in clusters: ' +
    `significant means that a permutation test of the restarts gives p <= ${Number((1 - confidence).toPrecision(2))} (${formatShare(confidence)} confidence).${mixed}`
  )
}
