import { countOf } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import type { Loss } from './loss.ts'
import { ruleOfLosses } from './rule.ts'
import { describeOutcomes, nameStatus } from './words.ts'

/** gRPC makes UNAVAILABLE of the others, and has it for the same. */
const GATEWAY = new Set(['502', '503', '504', 'UNAVAILABLE'])

export function isGatewayError(loss: Loss): boolean {
  return loss.outcome === 'status' && GATEWAY.has(nameStatus(loss))
}

/** A proxy that had no server to ask (RFC 9110 §15.6.3 to §15.6.5). */
export const findGatewayErrors = ruleOfLosses(isGatewayError, ({ losses, where, worst, ages }) => ({
  title: `A proxy answered ${countOf(losses.length, 'request')} with ${listed([...new Set(losses.map(nameStatus))].toSorted())}`,
  explanation:
    'The proxy was up, but got no answer from the server behind it: that server was down, cut the connection, or was still in rotation when it stopped; or ' +
    'the proxy dropped its own requests as it reloaded.',
  evidence: `${describeOutcomes(losses)} ${where}, in restart ${worst.index} ${ages} after its first step`,
  remedy:
    'Take the instance out of rotation before it stops, and wait until the proxy knows and in-flight requests are done (HAProxy `set server … state drain`, ' +
    'a failing readiness check, a preStop sleep). Let the proxy try another instance (nginx proxy_next_upstream, HAProxy `option redispatch` with ' +
    '`retry-on conn-failure empty-response`).',
  references: [
    'RFC 9110 §15.6.3 to §15.6.5',
    'gRPC: HTTP to gRPC Status Code Mapping',
    'nginx: proxy_next_upstream',
    'HAProxy: retry-on',
    'Kubernetes: Container Lifecycle Hooks',
  ],
}))
