import { countOf } from '../../text/numbers.ts'
import { type Loss, lifelinesIn, lostIn } from './loss.ts'
import { ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { describeKinds } from './words.ts'

/** Long-lived connections that are open, and dead; and the transfers that had begun on them. */
export const findLifelinesStalled = ruleOfRestarts(findStalled, ({ lifelines, where }) => ({
  title: `${countOf(lifelines.length, 'long-lived connection')} left open and silent`,
  explanation:
    'The connection stayed open, but nothing came any more: no process reads it, or the server behind it has gone. A client notices only by its own timeout.',
  evidence: `${describeKinds(lifelines)} stalled ${where}`,
  remedy:
    'Close what will not be served any more. Let both sides send something regularly (WebSocket ping, comments in event streams, TCP keep-alive), so that silence is noticed.',
  references: ['RFC 6455 §5.5.2', 'WHATWG HTML §9.2.7', 'tcp(7), SO_KEEPALIVE'],
}))

function findStalled(span: RestartSpan, input: RuleInput) {
  const lifelines = lifelinesIn(input.lifelines, span, 'stalled')
  const traffic = new Set(lifelines.map((one) => one.traffic))
  const broke = ({ outcome, phase, attempt }: Loss) =>
    outcome === 'timeout' && phase === 'body' && traffic.has(attempt.traffic)
  return lifelines.length > 0 ? { span, lifelines, losses: lostIn(input.losses, span).filter(broke) } : undefined
}
