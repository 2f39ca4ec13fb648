import type { AttributedLifeline } from '../../model/lifeline.ts'
import { countOf, formatDuration } from '../../text/numbers.ts'
import { killOf } from './grace-period.ts'
import { endedPodsIn } from './pods.ts'
import type { Explanation } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { describeKinds, inRestarts, restartsOf } from './words.ts'

/** Who is still there so long after the pod was told to end has got no notice, milliseconds. */
const PINNED_MS = 500
/** The end of a container is told up to some seconds late, its pod's end later still. */
const LATE_MS = 1000

/** Long-lived connections that stayed with an old pod until that ended. */
export function findPinnedConnections(input: RuleInput): Explanation | undefined {
  const lifelines = input.spans.flatMap((span) => listPinned(input, span))
  const [first] = lifelines
  if (first === undefined) return undefined
  const restarts = restartsOf(lifelines)
  const span = input.spans.find(({ index }) => index === first.restart)
  const killed =
    span === undefined ? 0 : endedPodsIn(input.ledger, span).filter((pod) => killOf(pod) !== undefined).length
  return {
    lifelines,
    finding: {
      title: `${countOf(lifelines.length, 'long-lived connection')} pinned to old pods until these ended`,
      explanation:
        'A Service chooses a pod when a connection is opened, and never again. Taking the pod out of its endpoints moves no connection: a client that holds one stays with the old pod, and is cut ' +
        'off when it ends, all of them at once.',
      evidence:
        `${describeKinds(lifelines)} ${inRestarts(restarts, input)}, cut up to ${formatDuration(longest(input, lifelines))} after their pod began to terminate` +
        (killed === 0
          ? ''
          : `; in restart ${first.restart ?? 0} ${countOf(killed, 'old pod')} had to be killed (code 137)`),
      remedy:
        'On SIGTERM notify the clients that are still connected: a WebSocket close frame 1001 or 1012, the end of the event stream, GOAWAY, `Connection: close`; spread over the time that terminationGracePeriodSeconds leaves. Clients ' +
        'reconnect with some jitter. A limit to the age of connections keeps them from gathering on few pods.',
      restarts,
      references: ['Kubernetes: Virtual IPs and service proxies', 'RFC 6455 §7.4.1', 'RFC 9113 §6.8'],
    },
  }
}

function listPinned({ ledger, lifelines }: RuleInput, span: RestartSpan): AttributedLifeline[] {
  const pods = endedPodsIn(ledger, span)
  return lifelines.filter(
    ({ restart, end, closed }) =>
      restart === span.index &&
      end === 'cut' &&
      pods.some((pod) => closed >= pod.terminating + PINNED_MS && closed <= endOf(pod, span) + LATE_MS),
  )
}

function endOf({ ends, gone }: { ends: { t: number }[]; gone?: number }, { until }: RestartSpan): number {
  return ends.at(-1)?.t ?? gone ?? until
}

/** How long after the first pod of their restart was told to end they were cut, at the most. */
function longest({ ledger, spans }: RuleInput, lifelines: readonly AttributedLifeline[]): number {
  const ages = spans.flatMap((span) => {
    const begun = endedPodsIn(ledger, span).map(({ terminating }) => terminating)
    return lifelines
      .filter(({ restart }) => restart === span.index)
      .map(({ closed }) => closed - Math.max(...begun.filter((t) => t + PINNED_MS <= closed)))
  })
  return Math.max(...ages)
}
