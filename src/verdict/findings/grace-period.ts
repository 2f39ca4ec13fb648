import { countOf, formatDuration } from '../../text/numbers.ts'
import { inFlight, isCut, type Loss, lostIn } from './loss.ts'
import { type EndedPod, endedPodsIn, factsIn } from './pods.ts'
import { ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { describeAges, describeOutcomes } from './words.ts'

/** 128 + SIGKILL: how the kubelet ends a container whose time is up. */
const KILLED = 137
/** The grace period is given in whole seconds, and the node counts it from when it learned of it. */
const SPREAD_MS = 500

/** Requests that were cut when a terminating pod had used up its grace period. */
export const findGracePeriod = ruleOfRestarts(findVictims, ({ input, first, losses, where }) => {
  const [pod] = first.pods
  return {
    title: `${countOf(losses.length, 'request')} cut by SIGKILL when terminationGracePeriodSeconds had passed`,
    explanation:
      'A terminating pod has terminationGracePeriodSeconds for its preStop hooks and for everything that its server still works on. What is not done by then is killed ' +
      'with it, however well the server drains.',
    evidence:
      `${describeOutcomes(losses)} ${where}, in flight for up to ${formatDuration(Math.max(...losses.map(inFlight)))}; in restart ${first.span.index} ` +
      `${describeKilled(first.pods)} after a grace period of ${formatDuration(pod?.graceMs ?? 0)}, and these requests were cut ` +
      `${describeAges(agesOf(first), 0)} after their pod was asked to end${describeHook(input, first.span)}`,
    remedy:
      'Give terminationGracePeriodSeconds more than the preStop wait and the longest request together, and the server a limit of its own within it. Long work that cannot be waited for should be ' +
      'ended by the server with an answer, or be taken up again by its client.',
    figures: { limitMs: pod?.graceMs ?? 0, longestInFlightMs: Math.max(...losses.map(inFlight)) },
    references: ['Kubernetes: Pod lifecycle, termination of Pods'],
  }
})

interface Killed {
  span: RestartSpan
  pods: EndedPod[]
  losses: Loss[]
}

/** Since the last pod that can have lost them was asked to end: from then on its grace period is counted, not from the first step of the restart. */
function agesOf({ pods, losses }: Killed): number[] {
  const asked = pods.map(({ terminating }) => terminating)
  return losses.map(({ end }) => end - Math.max(Math.min(...asked), ...asked.filter((t) => t <= end)))
}

/** The kubelet sends SIGTERM only when the hook is done, and goes on counting meanwhile. */
function describeHook({ ledger }: RuleInput, span: RestartSpan): string {
  return factsIn(ledger, span)?.preStop ? ', a time that its preStop hook is part of' : ''
}

function findVictims(span: RestartSpan, input: RuleInput): Killed | undefined {
  const kills = endedPodsIn(input.ledger, span).flatMap((pod) => {
    const end = killOf(pod)
    return end === undefined
      ? []
      : [{ pod, from: pod.terminating + (pod.graceMs ?? 0) - SPREAD_MS, to: end + SPREAD_MS }]
  })
  const losses = lostIn(input.losses, span).filter(
    (loss) => isCut(loss) && kills.some(({ from, to }) => loss.end >= from && loss.end <= to),
  )
  return losses.length > 0 ? { span, pods: kills.map(({ pod }) => pod), losses } : undefined
}

/**
 * When the kubelet reported the kill. Memory that ran out ends a container in the same way and for another reason. An end that the
 * kubelet did not see was a kill where the time was up.
 */
export function killOf({ ends, terminating, graceMs = 0 }: EndedPod): number | undefined {
  const isUp = (t: number) => t >= terminating + graceMs - SPREAD_MS
  return ends.find(
    ({ code, reason, t }) =>
      t >= terminating && (code === undefined ? isUp(t) : code === KILLED && reason !== 'OOMKilled'),
  )?.t
}

function describeKilled(pods: readonly EndedPod[]): string {
  const unseen = pods.filter(({ ends }) => ends.every(({ code }) => code === undefined)).length
  if (unseen === 0) return `${countOf(pods.length, 'old pod')} ended with code ${KILLED}`
  return `${countOf(pods.length, 'old pod')} ended (${pods.length - unseen} with code ${KILLED}, ${unseen} unseen by the kubelet)`
}
