import { countOf, formatDuration } from '../../text/numbers.ts'
import { isCut, type Loss, lostIn } from './loss.ts'
import { EARLY_MS, endedPodsIn, factsIn, ROUTE_LATE_MS } from './pods.ts'
import { greatest, ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { describeOutcomes } from './words.ts'

/** The strategy by which all old pods end before the first new one is created. */
export const findRecreate = ruleOfRestarts(findVictims, ({ found, first, losses, where }) => {
  const { span, from, to } = greatest(found, first, (one) => one.to - one.from)
  return {
    title: `No pod served for ${formatDuration(to - from)}: the strategy is Recreate`,
    explanation:
      'All old pods are ended before the first new one is created. Until one of those is ready, the Service has no pod to route to.',
    evidence:
      `${countOf(losses.length, 'request')} lost ${where} (${describeOutcomes(losses)}); in restart ${span.index} the Service had no ready pod from ` +
      `${formatDuration(from - span.begun)} to ${formatDuration(to - span.begun)} after the first step`,
    remedy:
      'Use `strategy: { type: RollingUpdate, rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }`. Where two versions must not run side by side, the change itself has to be made in two compatible steps.',
    figures: { absentMs: to - from },
    references: ['Kubernetes: Deployments, strategy'],
  }
})

/** From the last old pod until the first new one, and what was lost for it. */
function findVictims(
  span: RestartSpan,
  input: RuleInput,
): { span: RestartSpan; from: number; to: number; losses: Loss[] } | undefined {
  const old = endedPodsIn(input.ledger, span)
  if (factsIn(input.ledger, span)?.strategy !== 'Recreate' || old.length === 0) return undefined
  const from = Math.min(...old.map(({ terminating }) => terminating))
  const added = input.ledger.pods.flatMap(({ routed }) => routed.map((route) => route.from)).filter((t) => t > from)
  const to = Math.min(span.until, ...added)
  const losses = lostIn(input.losses, span).filter(
    (loss) =>
      loss.end >= from - EARLY_MS &&
      (loss.sent ?? loss.attempt.due) <= to + ROUTE_LATE_MS &&
      (isCut(loss) || loss.outcome === 'refused' || loss.outcome === 'timeout' || loss.outcome === 'status'),
  )
  return losses.length > 0 ? { span, from, to, losses } : undefined
}
