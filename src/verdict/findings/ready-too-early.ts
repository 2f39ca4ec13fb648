import type { PodLife } from '../../model/pod.ts'
import { countOf, formatDuration } from '../../text/numbers.ts'
import { type Loss, lostIn, sentAt } from './loss.ts'
import { EARLY_MS, factsIn, newPodsIn } from './pods.ts'
import { ruleOfLossesIn } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { describeOutcomes } from './words.ts'

/** So long after it was routed to a pod is still held to be starting, milliseconds. */
const STARTING_MS = 15_000

/** What new pods refused, failed or did not answer just after they had reported that they were ready. */
export const findReadyTooEarly = ruleOfLossesIn(
  (span, input) => {
    const starts = startsOf(input, span)
    return lostIn(input.losses, span).filter((loss) => isOf(loss, span) && starts.some((t) => isSoonAfter(loss, t)))
  },
  ({ input, losses, where, worst }) => {
    const starts = startsOf(input, worst)
    const last = Math.max(...lostIn(losses, worst).map((loss) => sentAt(loss) - nearest(starts, sentAt(loss))))

    return {
      title: `${countOf(losses.length, 'request')} lost by new pods that were not ready yet`,
      explanation:
        'As soon as a pod reports that it is ready, Services route to it, and the rollout goes on to end an old one. These pods were not: caches were cold, connections were not made, or no process listened yet.',
      evidence:
        `${describeOutcomes(losses)} ${where}, in restart ${worst.index} until ${formatDuration(Math.max(0, last))} after a new pod had been routed to` +
        (factsIn(input.ledger, worst)?.readinessProbe === false ? '; it has no readiness probe' : ''),
      remedy:
        'Let the readiness probe ask for what the requests need, and succeed only when that is there; warm up before. Without a probe a container counts as ready when it runs. `minReadySeconds` makes ' +
        'the rollout wait a little longer, but not the Service.',
      figures: { afterMs: Math.max(0, last) },
      references: [
        'Kubernetes: Configure liveness, readiness and startup probes',
        'Kubernetes: Deployments, minReadySeconds',
      ],
    }
  },
)

function startsOf({ ledger }: RuleInput, span: RestartSpan): number[] {
  return newPodsIn(ledger, span).flatMap(({ routed }: PodLife) => routed.map(({ from }) => from))
}

/** Of what is not answered it is not known which pod did not. */
function isOf({ outcome, phase, attempt }: Loss, { generations }: RestartSpan): boolean {
  if (outcome === 'refused') return true
  if (outcome === 'timeout') return phase !== 'queue'
  if (outcome !== 'status' && outcome !== 'invalid') return false
  return attempt.generation === undefined || generations.new.includes(attempt.generation)
}

function isSoonAfter(loss: Loss, start: number): boolean {
  const sent = sentAt(loss)
  return sent >= start - EARLY_MS && sent <= start + STARTING_MS
}

/** The last start before a time. */
function nearest(starts: readonly number[], t: number): number {
  return Math.max(...starts.filter((start) => start <= t + EARLY_MS))
}
