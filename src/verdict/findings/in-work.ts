import { PUNCTUAL_MS } from '../../model/entry.ts'
import { inFlight, type Loss } from './loss.ts'
import type { RuleInput } from './rule-input.ts'

/** A close that is on its way meets what the client sends within one round trip; the client reads it a little late. */
const ROUND_TRIPS = 2
/** Where journals have no round trip. */
const UNKNOWN_MS = 250

/** For so long after it was sent a request may have crossed with the close of its connection, milliseconds. */
export function crossingTime({ ledger }: RuleInput, { attempt }: Loss): number {
  const same = ledger.attempts.filter(({ traffic }) => traffic === attempt.traffic)
  const trips = same.map(({ connection }) => connection.connectMs).filter((ms) => ms !== undefined)
  return trips.length === 0 ? UNKNOWN_MS : ROUND_TRIPS * medianOf(trips) + PUNCTUAL_MS
}

/** It had just been sent on an idle connection: a close may have been on its way. */
export function isCrossing(loss: Loss, input: RuleInput): boolean {
  return loss.reused && loss.unanswered && inFlight(loss) <= crossingTime(input, loss)
}

/**
 * A request that had reached the server, and was cut before it would usually have been answered: it was being worked on. One that would have
 * been answered long before had not been read.
 */
export function isInWork(loss: Loss, input: RuleInput): boolean {
  const usual = usualLatency(input, loss)
  return usual !== undefined && inFlight(loss) > crossingTime(input, loss) && inFlight(loss) <= usual
}

/** The median of the answers of its traffic, milliseconds. */
function usualLatency({ ledger }: RuleInput, { attempt }: Loss): number | undefined {
  return ledger.traffic.find(({ name }) => name === attempt.traffic)?.latencyMs?.p50
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
