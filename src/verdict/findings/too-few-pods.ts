import { countOf, formatDuration } from '../../text/numbers.ts'
import { type Loss, lostIn, sentAt } from './loss.ts'
import { EARLY_MS, factsIn, type Scarcity, scarcitiesIn } from './pods.ts'
import { ruleOfLossesIn } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { describeOutcomes } from './words.ts'

/** How long those that serve again are still busy with what had gathered, milliseconds. */
const BACKLOG_MS = 5000

/** What was lost while a rollout had fewer pods routed to than the load needs. */
export const findTooFewPods = ruleOfLossesIn(
  (span, input) => {
    const times = findScarcities(input, span)
    const found = lostIn(input.losses, span).filter((loss) => isOverload(loss) && times.some((one) => isIn(loss, one)))
    // Where new pods alone fail, they are the cause, and not their number.
    return found.every((loss) => isOfNew(loss, span)) ? [] : found
  },
  ({ input, losses, where, worst }) => {
    const facts = factsIn(input.ledger, worst)
    if (facts === undefined) return undefined
    const times = findScarcities(input, worst)
    const fewest = Math.min(...times.map(({ routed }) => routed))
    const ms = times.reduce((sum, { from, to }) => sum + to - from, 0)

    return {
      title: `${countOf(losses.length, 'request')} lost while too few pods served: maxUnavailable is too high for the load`,
      explanation:
        'The rollout ended old pods before new ones were ready. The remaining pods had to carry the whole load, and could not.',
      evidence:
        `${describeOutcomes(losses)} ${where}; in restart ${worst.index} fewer than ${facts.replicas} pods were routed to for ${formatDuration(ms)}, at the least ${fewest} ` +
        `(${describeLimits(facts.maxUnavailable, facts.maxSurge)})`,
      remedy:
        'Set `maxUnavailable: 0` and `maxSurge: 1` or more, so that a new pod is ready before an old one goes; or have more replicas than the load needs. A StatefulSet or DaemonSet without ' +
        'a surge needs the spare capacity.',
      figures: { routed: fewest, scarceMs: ms },
      references: ['Kubernetes: Deployments, max unavailable and max surge'],
    }
  },
)

function findScarcities(input: RuleInput, span: RestartSpan): Scarcity[] {
  const facts = factsIn(input.ledger, span)
  return facts === undefined ? [] : scarcitiesIn(input.ledger, span, facts.replicas)
}

/** Not answered in time, turned away, or, where no pod was left, refused. */
function isOverload({ outcome, attempt }: Loss): boolean {
  if (outcome === 'status') return attempt.status === 429 || (attempt.status ?? 0) >= 500
  return outcome === 'timeout' || outcome === 'refused'
}

function isOfNew({ attempt }: Loss, { generations }: RestartSpan): boolean {
  return attempt.generation !== undefined && generations.new.includes(attempt.generation)
}

function isIn(loss: Loss, { from, to }: Scarcity): boolean {
  return loss.end >= from - EARLY_MS && sentAt(loss) <= to + BACKLOG_MS
}

function describeLimits(maxUnavailable = '0', maxSurge = '0'): string {
  return `maxUnavailable ${maxUnavailable}, maxSurge ${maxSurge}`
}
