import type { AttributedLifeline } from '../../model/lifeline.ts'
import { countOf, formatDuration } from '../../text/numbers.ts'
import { killOf } from './grace-period.ts'
import { lifelinesIn } from './loss.ts'
import { endedPodsIn } from './pods.ts'
import { ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { describeKinds } from './words.ts'

/** A connection that is still open this long after its pod began to terminate got no notice, milliseconds. */
const PINNED_MS = 500
/** The end of a container is reported up to some seconds late, its pod's end later still. */
const LATE_MS = 1000

/** Long-lived connections that stayed with an old pod until that ended. */
export const findPinnedConnections = ruleOfRestarts(findPinned, ({ input, first, lifelines, where }) => {
  const killed = endedPodsIn(input.ledger, first.span).filter((pod) => killOf(pod) !== undefined).length
  return {
    title: `${countOf(lifelines.length, 'long-lived connection')} pinned to old pods until these ended`,
    explanation:
      'A Service chooses a pod when a connection is opened, and never again. Taking the pod out of its endpoints moves no connection: a client that holds one stays with the old pod, and is cut ' +
      'off when it ends, all of them at once.',
    evidence:
      `${describeKinds(lifelines)} ${where}, cut up to ${formatDuration(longest(input, lifelines))} after their pod began to terminate` +
      (killed === 0
        ? ''
        : `; in restart ${first.span.index} ${countOf(killed, 'old pod')} had to be killed (code 137)`),
    remedy:
      'On SIGTERM notify the clients that are still connected: a WebSocket close frame 1001 or 1012, the end of the event stream, GOAWAY, `Connection: close`; spread over the time that terminationGracePeriodSeconds leaves. Clients ' +
      'reconnect with some jitter. A limit to the age of connections keeps them from gathering on few pods.',
    figures: { pinnedMs: longest(input, lifelines), killedPods: killed },
    references: ['Kubernetes: Virtual IPs and service proxies', 'RFC 6455 §7.4.1', 'RFC 9113 §6.8'],
  }
})

function findPinned(
  span: RestartSpan,
  { ledger, lifelines }: RuleInput,
): { span: RestartSpan; lifelines: AttributedLifeline[] } | undefined {
  const pods = endedPodsIn(ledger, span)
  const pinned = lifelinesIn(lifelines, span, 'cut').filter(({ closed }) =>
    pods.some((pod) => closed >= pod.terminating + PINNED_MS && closed <= endOf(pod, span) + LATE_MS),
  )
  return pinned.length > 0 ? { span, lifelines: pinned } : undefined
}

function endOf({ ends, gone }: { ends: { t: number }[]; gone?: number }, { until }: RestartSpan): number {
  return ends.at(-1)?.t ?? gone ?? until
}

/** The longest time from the moment when the first pod of their restart began to terminate until they were cut. */
function longest({ ledger, spans }: RuleInput, lifelines: readonly AttributedLifeline[]): number {
  const ages = spans.flatMap((span) => {
    const begun = endedPodsIn(ledger, span).map(({ terminating }) => terminating)
    return lifelines
      .filter(({ restart }) => restart === span.index)
      .map(({ closed }) => closed - Math.max(...begun.filter((t) => t + PINNED_MS <= closed)))
  })
  return Math.max(...ages)
}
