import { countOf, formatDuration } from '../../text/numbers.ts'
import { isInWork } from './in-work.ts'
import { inFlight, isCut, type Loss } from './loss.ts'
import { ruleOfLosses } from './rule.ts'
import type { RuleInput } from './rule-input.ts'
import { countRetries, describeOutcomes, describeRetries } from './words.ts'

/** A request on a reused connection that was closed before a byte of the answer came, and not while it was being worked on. */
export function isRace(loss: Loss, input: RuleInput): boolean {
  return isCut(loss) && loss.reused && loss.unanswered && loss.phase === 'headers' && !isInWork(loss, input)
}

/** A close and a request that crossed on a keep-alive connection, as the old generation let go of it. */
export const findKeepaliveRace = ruleOfLosses(isRace, ({ losses, where, worst, ages }) => ({
  title: `${countOf(losses.length, 'request')} raced with the close of ${losses.length === 1 ? 'its' : 'their'} keep-alive connection`,
  explanation:
    'The old generation closed its idle connections without announcing it, while a request was in flight. HTTP/1.1 cannot tell the client ' +
    'whether it was processed; browsers, curl and Go retry an idempotent request by themselves; many other clients do not.',
  evidence:
    `${describeOutcomes(losses)} on reused connections ${where}, at most ` +
    `${formatDuration(Math.max(...losses.map(inFlight)))} after they were sent, in restart ${worst.index} ${ages} after ` +
    `its first step; ${describeRetries(losses)}`,
  remedy:
    'When the drain begins, answer the next request on each connection with `Connection: close` before closing it, and give ' +
    'idle ones some seconds for that; or have a proxy that retries on a new connection hold the keep-alive connections. If all clients retry, ' +
    'set `clients: retrying`.',
  figures: { longestInFlightMs: Math.max(...losses.map(inFlight)), ...countRetries(losses) },
  references: ['RFC 9112 §9.3.1, Retrying Requests', 'RFC 9112 §9.6, Tear-down', 'RFC 9110 §9.2.2'],
}))
