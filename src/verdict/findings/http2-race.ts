import { isUnprocessed } from '../../model/http2-code.ts'
import { countOf } from '../../text/numbers.ts'
import { ruleOfLosses } from './rule.ts'
import { countRetries, describeRetries } from './words.ts'

/** Streams that the server says it never processed (RFC 9113 §8.7). */
export const findHttp2Race = ruleOfLosses(
  ({ code }) => isUnprocessed(code),
  ({ losses, where }) => {
    const codes = [...new Set(losses.map(({ code }) => code))].join(', ')

    return {
      title: `${countOf(losses.length, 'HTTP/2 request')} crossed with the end of their connection`,
      explanation:
        'They were sent before the client knew that the server was leaving. The server says that it has not processed them, so that any ' +
        'client may send them again, whatever their method.',
      evidence: `${countOf(losses.length, 'request')} (${codes}) ${where}; ${describeRetries(losses)}`,
      remedy:
        'Send GOAWAY twice: first with the highest stream identifier, then, a round trip later, with the last one that will be answered; ' +
        'requests that were on their way are then served. Clients should retry what was refused.',
      figures: countRetries(losses),
      references: ['RFC 9113 §6.8, GOAWAY', 'RFC 9113 §8.7, Request Reliability'],
    }
  },
)
