import type { Attempt, FailureFacts, FirstTry } from '../../model/attempt.ts'
import { lasted, type RestartRecord } from '../../model/ledger.ts'
import type { AttributedLifeline } from '../../model/lifeline.ts'
import { isFailure } from '../../model/outcome.ts'

/** What was seen of a restart may end a little before the last of its effects: processes are looked at at intervals. */
const LINGER_MS = 500

/** A request that was lost: for good, or so that only its second try ended well. Times are milliseconds on the run's clock. */
export interface Loss extends FailureFacts {
  attempt: Attempt
  /** Of the try that was lost, as far as known; so are `end` and what follows. */
  sent?: number
  end: number
  /** An earlier request had been answered on its connection. */
  reused: boolean
  /** No byte of a response had come. */
  unanswered: boolean
  /** It was sent again and ended well. */
  hidden: boolean
  /** Index of the restart that it belongs to; null where it was on its way during none. */
  restart: number | null
}

export function findLosses(attempt: Attempt, spans: readonly RestartRecord[]): Loss[] {
  if (isFailure(attempt.outcome)) return [describeLast(attempt, spans)]
  return attempt.retried === undefined ? [] : [describeFirst(attempt, attempt.retried, spans)]
}

function describeLast(attempt: Attempt, spans: readonly RestartRecord[]): Loss {
  const { outcome, phase, code, detail, sent, end, connection, bytesRead } = attempt
  return {
    attempt,
    outcome,
    phase,
    ...(code !== undefined && { code }),
    ...(detail !== undefined && { detail }),
    ...(sent !== undefined && { sent }),
    end,
    reused: connection.reused,
    unanswered: bytesRead === 0,
    hidden: false,
    restart: findLastingRestart(spans, attempt) ?? findRestart(spans, attempt.due, end, outcome === 'timeout'),
  }
}

/** A first try was one that may be sent again: on a reused connection, without an answer. */
function describeFirst(attempt: Attempt, first: FirstTry, spans: readonly RestartRecord[]): Loss {
  const end = first.end ?? attempt.sent ?? attempt.end
  const restart = findRestart(spans, attempt.due, end, false)
  return { ...first, attempt, end, reused: true, unanswered: true, hidden: true, restart }
}

/** The restart that began the outage in which it was lost, however many have come since. */
function findLastingRestart(spans: readonly RestartRecord[], attempt: Attempt): number | undefined {
  return spans.find(({ lasting = [] }) => lasted(lasting, attempt))?.index
}

/** What ended, ended by the last restart under way; what hangs was left hanging by the first. */
function findRestart(spans: readonly RestartRecord[], due: number, end: number, hangs: boolean): number | null {
  const under = spans.filter(
    ({ begun, settled, until }) => end >= begun && due <= Math.min(until, (settled ?? until) + LINGER_MS),
  )
  return under.at(hangs ? 0 : -1)?.index ?? null
}

/** The losses that belong to a restart. */
export function lostIn(losses: readonly Loss[], { index }: { index: number }): Loss[] {
  return losses.filter(({ restart }) => restart === index)
}

/** The long-lived connections that a restart ended in one way. */
export function lifelinesIn(
  lifelines: readonly AttributedLifeline[],
  { index }: { index: number },
  way: AttributedLifeline['end'],
): AttributedLifeline[] {
  return lifelines.filter(({ restart, end }) => restart === index && end === way)
}

export function sentAt({ sent, attempt }: Loss): number {
  return sent ?? attempt.due
}

/** How long it had been on its way, milliseconds. */
export function inFlight(loss: Loss): number {
  return loss.end - sentAt(loss)
}

/** Most of its time it had waited in the client's own queue: no server left it waiting for that. */
export function isHeldBack({ phase, sent, end, attempt: { due } }: Loss): boolean {
  return phase === 'queue' || (sent !== undefined && sent - due > end - sent)
}

/** The connection was closed on the request. */
export function isCut({ outcome }: Loss): boolean {
  return outcome === 'reset' || outcome === 'dropped' || outcome === 'truncated'
}

/** A new connection had been made, and the request was lost on it. */
export function isAccepted({ outcome, phase, reused }: Loss): boolean {
  return !reused && outcome !== 'refused' && phase !== 'queue' && phase !== 'connect'
}

/** A listening socket had answered the SYN, else it were ECONNREFUSED (tcp(7)): it was closed with the connection in its queues. */
export function isResetInHandshake({ outcome, code }: Loss): boolean {
  return outcome === 'refused' && code === 'ECONNRESET'
}
