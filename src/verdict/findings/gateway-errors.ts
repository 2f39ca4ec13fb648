import type { Ledger } from '../../model/ledger.ts'
import { countOf } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { findAnswerer, isByGateway } from './answerer.ts'
import { type Loss, lostIn } from './loss.ts'
import { ruleOfLosses } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { describeOutcomes, nameStatus } from './words.ts'

/** gRPC makes UNAVAILABLE of the others, and has it for the same. */
const GATEWAY = new Set(['502', '503', '504', 'UNAVAILABLE'])

export function isGatewayError(loss: Loss): boolean {
  return loss.outcome === 'status' && GATEWAY.has(nameStatus(loss))
}

/** Proxies that are programs of their own often answer 500 where they got no answer: who kept the port while others behind it were replaced. */
function isErrorOfFront(loss: Loss, input: RuleInput): boolean {
  const { outcome, restart, attempt } = loss
  if (outcome !== 'status' || (attempt.status ?? 0) < 500 || findAnswerer(loss, input) !== undefined) return false
  const span = input.spans.find(({ index }) => index === restart)
  return span !== undefined && isFrontKept(span, input.ledger)
}

function isOwn(loss: Loss, input: RuleInput): boolean {
  return isGatewayError(loss) || isErrorOfFront(loss, input)
}

/** A proxy that had no server to ask, as far as anything tells (RFC 9110 §15.6.3 to §15.6.5). */
export const findGatewayErrors = ruleOfLosses(isOwn, ({ input, losses, where, worst, ages }) => ({
  title: nameAnswers(losses, input),
  explanation:
    (isProxied(losses, input)
      ? ''
      : 'Which of the two answered is not known: a server that is closing, or not warm yet, answers 503 itself. ') +
    'A proxy answers so if it is up, and got no answer from the server behind it: that server was down, cut the connection, or was still in rotation when it stopped; or ' +
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

function nameAnswers(losses: readonly Loss[], input: RuleInput): string {
  const statuses = listed([...new Set(losses.map(nameStatus))].toSorted())
  const requests = countOf(losses.length, 'request')
  if (isProxied(losses, input)) return `A proxy answered ${requests} with ${statuses}`
  return `${requests} answered with ${statuses} by the server itself, or by a proxy in front`
}

/** The status says so; or the port stayed in the same hands while other processes of the target came and went behind it. */
function isProxied(losses: readonly Loss[], { ledger, spans }: RuleInput): boolean {
  if (losses.every(isByGateway)) return true
  return spans.filter((span) => lostIn(losses, span).length > 0).every((span) => isFrontKept(span, ledger))
}

function isFrontKept(span: RestartSpan, { processes, listeners }: Ledger): boolean {
  const holders = new Set(listeners.filter(({ from }) => from < span.begun).map(({ pid }) => pid))
  const moved = listeners.some(
    ({ from, to = span.until }) => (from >= span.begun && from < span.until) || (to >= span.begun && to < span.until),
  )
  const behind = processes.some(({ pid, bornIn }) => bornIn === span.index && !holders.has(pid))
  return holders.size > 0 && !moved && behind && span.observed
}
