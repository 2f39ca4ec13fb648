import { BUCKET_MS } from '../../model/entry.ts'
import { countAnswered } from '../../model/outcome.ts'
import { readLate } from './lateness.ts'
import { inFlight, isHeldBack, type Loss, sentAt } from './loss.ts'
import type { RuleInput } from './rule-input.ts'
import { eventsIn } from './traces.ts'

/** After a pause as long as this a new connection waits in a queue that no process empties, milliseconds. */
export const ACCEPT_PAUSE_MS = 500

/** A new connection that was established and got no answer until its client gave up. */
export function isUnserved(loss: Loss): boolean {
  const { outcome, phase, unanswered, sent } = loss
  if (outcome !== 'timeout' || !unanswered || isHeldBack(loss)) return false
  return phase === 'tls' || (phase === 'headers' && sent !== undefined)
}

/**
 * The kernel had established the connection, and no process accepted it: the accept queue was seen to hold as many as hung then, and as it is
 * served in order, no client that had connected later was answered meanwhile. Where queues are out of sight the second has to do.
 */
export function isQueued(loss: Loss, input: RuleInput): boolean {
  if (!(isUnserved(loss) || isServedTooLate(loss)) || loss.reused || isOvertaken(loss, input)) return false
  return input.ledger.listeners.length === 0 ? isWatched(input) : isInQueue(loss, input)
}

/** Its turn came when its time was nearly up. */
function isServedTooLate(loss: Loss): boolean {
  const { firstByte } = loss.attempt
  return loss.outcome === 'timeout' && firstByte !== undefined && firstByte - sentAt(loss) > inFlight(loss) / 2
}

function isInQueue(loss: Loss, { ledger, lost }: RuleInput): boolean {
  return eventsIn(ledger, 'accept-queue', { from: sentAt(loss), to: loss.end }).some(
    ({ t, length }) =>
      length >= lost.filter((other) => isUnserved(other) && sentAt(other) <= t && other.end >= t).length / 2,
  )
}

/** Others were answered, with an error too, that had connected at least half a second later. */
function isOvertaken(loss: Loss, input: RuleInput): boolean {
  const { ledger } = input
  const [from, to] = [sentAt(loss) + ACCEPT_PAUSE_MS, loss.end - readLate(input, loss.end)]
  return connecting(ledger).some(({ name }) =>
    ledger.buckets.some(
      ({ traffic, t, outcomes }) => traffic === name && t >= from && t + BUCKET_MS <= to && countAnswered(outcomes) > 0,
    ),
  )
}

function isWatched({ ledger }: RuleInput): boolean {
  return connecting(ledger).length > 0
}

/** Traffic whose requests each open a connection, and are not meant to take long. */
export function connecting({ traffic }: RuleInput['ledger']): RuleInput['ledger']['traffic'] {
  return traffic.filter(({ traits }) => traits.opensConnections === true && traits.slow === undefined)
}
