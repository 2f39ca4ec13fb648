import type { Figures } from '../model/figures.ts'
import { FINDINGS, type Finding, type FindingId } from '../model/finding.ts'
import type { Ledger } from '../model/ledger.ts'
import { formatCount } from '../text/numbers.ts'
import { sentence } from '../text/sentences.ts'
import type { Explanation } from './findings/rule.ts'
import { buildRuleInput, type RuleInput } from './findings/rule-input.ts'
import { RULES } from './findings/rules.ts'

/** The causes that a ledger shows, each with its evidence and its remedy. Pure. */
export function findFindings(ledger: Ledger): Finding[] {
  return explainLosses(ledger).map(({ id, finding, losses = [], lifelines = [] }) => ({
    id,
    ...finding,
    figures: { ...countVictims(losses, lifelines), ...finding.figures },
    evidence: sentence(finding.evidence + (losses.length > 0 ? describeSample(ledger) : '')),
  }))
}

/**
 * Asks the rules, each about what those before it have left unexplained: so the surest evidence comes first in their order, and what only looks alike
 * after it.
 */
export function explainLosses(ledger: Ledger): (Explanation & { id: FindingId })[] {
  let input = buildRuleInput(ledger)
  return FINDINGS.flatMap((id) => {
    const found = RULES[id](input)
    if (found === undefined) return []
    input = without(input, new Set([...(found.losses ?? []), ...(found.lifelines ?? [])]))
    return [{ id, ...found }]
  })
}

function countVictims({ length: requests }: readonly unknown[], { length: longLived }: readonly unknown[]): Figures {
  return { ...(requests > 0 && { requests }), ...(longLived > 0 && { longLived }) }
}

function without(input: RuleInput, explained: ReadonlySet<unknown>): RuleInput {
  const isOpen = (one: unknown): boolean => !explained.has(one)
  return { ...input, losses: input.losses.filter(isOpen), lifelines: input.lifelines.filter(isOpen) }
}

/** Where more was lost than is kept one by one, the numbers are of those that are kept. */
function describeSample({ attempts, attemptsRecorded }: Ledger): string {
  if (attemptsRecorded <= attempts.length) return ''
  return ` (counted in a sample of ${formatCount(attempts.length)} of ${formatCount(attemptsRecorded)} lost requests, spread over restarts and causes)`
}
