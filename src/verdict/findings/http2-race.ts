import { saysUnprocessed } from '../../model/http2-code.ts'
import { countOf } from '../../text/numbers.ts'
import type { Explanation } from './rule.ts'
import type { RuleInput } from './rule-input.ts'
import { describeRetries, inRestarts, restartsOf } from './words.ts'

/** Streams that the server says it never processed (RFC 9113 §8.7). */
export function findHttp2Race(input: RuleInput): Explanation | undefined {
  const losses = input.losses.filter(({ code, restart }) => restart !== null && saysUnprocessed(code))
  if (losses.length === 0) return undefined
  const restarts = restartsOf(losses)
  const codes = [...new Set(losses.map(({ code }) => code))].join(', ')
  return {
    losses,
    finding: {
      title: `${countOf(losses.length, 'HTTP/2 request')} crossed with the end of their connection`,
      explanation:
        'They were sent before the client knew that the server was leaving. The server says that it has not processed them, so that any ' +
        'client may send them again, whatever their method.',
      evidence: `${countOf(losses.length, 'request')} (${codes}) ${inRestarts(restarts, input)}; ${describeRetries(losses)}`,
      remedy:
        'Send GOAWAY twice: first with the highest stream identifier, then, a round trip later, with the last one that will be answered; ' +
        'requests that were on their way are then served. Clients should send again what was refused.',
      restarts,
      references: ['RFC 9113 §6.8, GOAWAY', 'RFC 9113 §8.7, Request Reliability'],
    },
  }
}
