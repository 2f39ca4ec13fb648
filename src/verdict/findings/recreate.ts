import { countOf, formatDuration } from '../../text/numbers.ts'
import { isCut, type Loss, lostIn } from './loss.ts'
import { EARLY_MS, endedPodsIn, factsIn, ROUTE_LATE_MS } from './pods.ts'
import type { Explanation } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { describeOutcomes, inRestarts, restartsOf } from './words.ts'

/** The strategy by which all old pods end before the first new one is created. */
export function findRecreate(input: RuleInput): Explanation | undefined {
  const found = input.spans.map((span) => findVictims(input, span)).filter(({ losses }) => losses.length > 0)
  const losses = found.flatMap((one) => one.losses)
  const worst = found.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]
  if (worst === undefined) return undefined
  const restarts = restartsOf(losses)
  const { span, from, to } = worst
  return {
    losses,
    finding: {
      title: `No pod served for ${formatDuration(to - from)}: the strategy is Recreate`,
      explanation:
        'All old pods are ended before the first new one is created. Until one of those is ready there is nobody to route to.',
      evidence:
        `${countOf(losses.length, 'request')} lost ${inRestarts(restarts, input)} (${describeOutcomes(losses)}); in restart ${span.index} the Service had no ready pod from ` +
        `${formatDuration(from - span.begun)} to ${formatDuration(to - span.begun)} after the first step`,
      remedy:
        'Use `strategy: { type: RollingUpdate, rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }`. Where two versions must not run side by side, the change itself has to be made in two compatible steps.',
      restarts,
      references: ['Kubernetes: Deployments, strategy'],
    },
  }
}

/** From the last old pod until the first new one, and what was lost for it. */
function findVictims(
  input: RuleInput,
  span: RestartSpan,
): { span: RestartSpan; from: number; to: number; losses: Loss[] } {
  const old = endedPodsIn(input.ledger, span)
  if (factsIn(input.ledger, span)?.strategy !== 'Recreate' || old.length === 0) {
    return { span, from: 0, to: 0, losses: [] }
  }
  const from = Math.min(...old.map(({ terminating }) => terminating))
  const added = input.ledger.pods.flatMap(({ routed }) => routed.map((route) => route.from)).filter((t) => t > from)
  const to = Math.min(span.until, ...added)
  const losses = lostIn(input.losses, span).filter(
    (loss) =>
      loss.end >= from - EARLY_MS &&
      (loss.sent ?? loss.attempt.due) <= to + ROUTE_LATE_MS &&
      (isCut(loss) || loss.outcome === 'refused' || loss.outcome === 'timeout' || loss.outcome === 'status'),
  )
  return { span, from, to, losses }
}
