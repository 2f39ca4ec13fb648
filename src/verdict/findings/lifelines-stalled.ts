import { countOf } from '../../text/numbers.ts'
import { ruleOfLifelines } from './rule.ts'
import { describeKinds } from './words.ts'

/** Long-lived connections that are open, and dead. */
export const findLifelinesStalled = ruleOfLifelines('stalled', ({ lifelines, where }) => ({
  title: `${countOf(lifelines.length, 'long-lived connection')} left open and silent`,
  explanation:
    'The connection stayed open, but nothing came any more: no process reads it, or the server behind it has gone. A client notices only by its own timeout.',
  evidence: `${describeKinds(lifelines)} stalled ${where}`,
  remedy:
    'Close what will not be served any more. Let both sides send something regularly (WebSocket ping, comments in event streams, TCP keep-alive), so that silence is noticed.',
  references: ['RFC 6455 §5.5.2', 'WHATWG HTML §9.2.7', 'tcp(7), SO_KEEPALIVE'],
}))
