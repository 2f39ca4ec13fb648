import { countOf } from '../../text/numbers.ts'
import { isRace } from './keepalive-race.ts'
import { ruleOfRun } from './rule.ts'
import { countRetries, describeOutcomes, describeRetries } from './words.ts'

/** The same race at other times: the server's own limit for idle connections. */
export const findKeepaliveTimeout = ruleOfRun(
  (input) => ({ losses: input.losses.filter((loss) => loss.restart === null && isRace(loss, input)) }),
  ({ losses }) => ({
    title: `${countOf(losses.length, 'request')} raced with the close of a keep-alive connection outside any restart`,
    explanation:
      'A request crossed with the close of its connection while no restart was in progress. Servers do that by themselves: after a time without requests, ' +
      'or after a number of them.',
    evidence: `${describeOutcomes(losses)} on reused connections outside the restarts; ${describeRetries(losses)}`,
    remedy:
      'Let the server keep idle connections for longer than its clients do (nginx keepalive_timeout and keepalive_requests, Node keepAliveTimeout, Apache ' +
      'KeepAliveTimeout), or tell them with `Keep-Alive: timeout=N`.',
    figures: countRetries(losses),
    references: ['RFC 9112 §9.5', 'RFC 9112 §9.3.1, Retrying Requests'],
  }),
)
