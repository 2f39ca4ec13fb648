import type { WorkloadFacts } from '../../model/cluster-event.ts'
import { countOf, formatDuration } from '../../text/numbers.ts'
import { isCut, type Loss, lostIn, sentAt } from './loss.ts'
import { EARLY_MS, type EndedPod, endedPodsIn, factsIn, routedUntil, type Scarcity, scarcitiesIn } from './pods.ts'
import { ruleOfLossesIn } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { describeOutcomes } from './words.ts'

/** What was lost in pods that were terminating while nodes still routed to them. */
export const findPodNotDrained = ruleOfLossesIn(
  (span, input) => {
    const pods = endedPodsIn(input.ledger, span)
    // Refused while no pod was routed to: it went to no pod.
    const unrouted = scarcitiesIn(input.ledger, span, 1)
    return lostIn(input.losses, span).filter(
      (loss) => pods.some((pod) => isOf(loss, pod)) && !(loss.outcome === 'refused' && isWithin(loss, unrouted)),
    )
  },
  ({ input, losses, where, worst }) => {
    const facts = factsIn(input.ledger, worst)

    return {
      title: `${countOf(losses.length, 'request')} lost in pods that ended while they were still routed to`,
      explanation:
        'A pod gets SIGTERM and leaves its Service at the same time, but each node updates its routes only some moments later. Until then the pod still receives requests and new connections: ' +
        'refused, reset, or without any answer once its address is gone.',
      evidence: `${describeOutcomes(losses)} ${where}, in restart ${worst.index} until ${formatDuration(longestAfter(losses, worst, input))} after a pod began to terminate${describeHook(facts)}`,
      remedy:
        'Keep serving for some seconds after the pod begins to terminate: a preStop hook that sleeps for 5 s or so (`lifecycle.preStop.exec.command: [sleep, "5"]`), or a server that does so on SIGTERM; then stop accepting, ' +
        'finish what is in flight, answer with `Connection: close`, and exit. terminationGracePeriodSeconds has to be longer than both together.',
      figures: { afterMs: longestAfter(losses, worst, input) },
      references: ['Kubernetes: Pod lifecycle, termination of Pods', 'Kubernetes: Container lifecycle hooks'],
    }
  },
)

/** Cut as the pod ended, or sent to it when it had. */
function isOf(loss: Loss, pod: EndedPod): boolean {
  const isUnmet = loss.outcome === 'timeout' && loss.phase === 'connect'
  if (!isUnmet && !isCut(loss) && loss.outcome !== 'refused') return false
  const t = momentOf(loss)
  return t >= pod.terminating - EARLY_MS && t <= routedUntil(pod)
}

function isWithin({ end }: Loss, spans: readonly Scarcity[]): boolean {
  return spans.some(({ from, to }) => end >= from && end < to)
}

/** When it met its fate: a SYN without an answer when it was sent, all else when it ended. */
function momentOf(loss: Loss): number {
  return loss.outcome === 'timeout' ? sentAt(loss) : loss.end
}

/** From the moment when a pod began to terminate until the losses that came with it. */
function longestAfter(losses: readonly Loss[], worst: RestartSpan, input: RuleInput): number {
  const pods = endedPodsIn(input.ledger, worst)
  const ages = lostIn(losses, worst).flatMap((loss) => {
    const t = momentOf(loss)
    const begun = pods.filter((pod) => isOf(loss, pod)).map(({ terminating }) => terminating)
    return begun.length === 0 ? [] : [Math.max(0, t - Math.max(...begun.filter((one) => one <= t + EARLY_MS)))]
  })
  return Math.max(0, ...ages)
}

function describeHook(facts: WorkloadFacts | undefined): string {
  if (facts === undefined) return ''
  return facts.preStop ? '; it has a preStop hook, which is too short or waits for nothing' : '; it has no preStop hook'
}
