import { countOf } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import type { Loss } from './loss.ts'
import type { Explanation } from './rule.ts'
import type { RuleInput } from './rule-input.ts'
import { describeAges, describeOutcomes, inRestarts, nameStatus, restartsOf, worstOf } from './words.ts'

/** gRPC makes UNAVAILABLE of the others, and has it for the same. */
const GATEWAY = new Set(['502', '503', '504', 'UNAVAILABLE'])

export function isGatewayError(loss: Loss): boolean {
  return loss.outcome === 'status' && GATEWAY.has(nameStatus(loss))
}

/** A proxy that had nobody to ask (RFC 9110 §15.6.3 to §15.6.5). */
export function findGatewayErrors(input: RuleInput): Explanation | undefined {
  const losses = input.losses.filter((loss) => loss.restart !== null && isGatewayError(loss))
  const worst = worstOf(losses, input.spans)
  if (losses.length === 0 || worst === undefined) return undefined
  const restarts = restartsOf(losses)
  const ends = losses.filter(({ restart }) => restart === worst.index).map(({ end }) => end)
  return {
    losses,
    finding: {
      title: `A proxy answered ${countOf(losses.length, 'request')} with ${listed([...new Set(losses.map(nameStatus))].toSorted())}`,
      explanation:
        'Who answered was up, but got no answer from the server behind it: that one was away or cut the connection, was still in rotation when it stopped, or ' +
        'the proxy dropped its own requests as it reloaded.',
      evidence: `${describeOutcomes(losses)} ${inRestarts(restarts, input)}, in restart ${worst.index} ${describeAges(ends, worst.begun)} after its first step`,
      remedy:
        'Take the instance out of rotation before it stops, and wait until the proxy knows and in-flight requests are done (HAProxy `set server … state drain`, ' +
        'a failing readiness check, a preStop sleep). Let the proxy try another instance (nginx proxy_next_upstream, HAProxy `option redispatch` with ' +
        '`retry-on conn-failure empty-response`).',
      restarts,
      references: [
        'RFC 9110 §15.6.3 to §15.6.5',
        'gRPC: HTTP to gRPC Status Code Mapping',
        'nginx: proxy_next_upstream',
        'HAProxy: retry-on',
        'Kubernetes: Container Lifecycle Hooks',
      ],
    },
  }
}
