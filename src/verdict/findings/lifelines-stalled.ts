import { countOf } from '../../text/numbers.ts'
import type { Explanation } from './rule.ts'
import type { RuleInput } from './rule-input.ts'
import { describeKinds, inRestarts, restartsOf } from './words.ts'

/** Long-lived connections that are open, and dead. */
export function findLifelinesStalled(input: RuleInput): Explanation | undefined {
  const lifelines = input.lifelines.filter(({ end, restart }) => end === 'stalled' && restart !== null)
  if (lifelines.length === 0) return undefined
  const restarts = restartsOf(lifelines)
  return {
    lifelines,
    finding: {
      title: `${countOf(lifelines.length, 'long-lived connection')} left open and silent`,
      explanation:
        'The connection stayed open, but nothing came any more: no process reads it, or the server behind it has gone. A client notices only by its own timeout.',
      evidence: `${describeKinds(lifelines)} stalled ${inRestarts(restarts, input)}`,
      remedy:
        'Close what will not be served any more. Let both sides send something regularly (WebSocket ping, comments in event streams, TCP keep-alive), so that silence is noticed.',
      restarts,
      references: ['RFC 6455 §5.5.2', 'WHATWG HTML §9.2.7', 'tcp(7), SO_KEEPALIVE'],
    },
  }
}
