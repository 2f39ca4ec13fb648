import type { FailureFacts } from '../../../model/attempt.ts'
import type { Phase } from '../../../model/outcome.ts'
import { classify, type Ending } from '../../../net/classify.ts'
import type { ClientContext } from '../../../net/client-context.ts'
import { Connection } from '../../../net/connection.ts'
import { type DialFailure, dial } from '../../../net/dial.ts'
import { neverSent } from '../../exchange/exchange.ts'
import type { Exchange } from '../../thread/attempt-progress.ts'
import { lookAround, type Pauses } from './pauses.ts'

export interface DialContext extends ClientContext {
  timeoutMs: number
  /** Aborted when the grace period is over. */
  signal: AbortSignal
  pauses: Pauses
  /** Bytes came that no request had asked for. */
  onUnasked: () => void
}

/** A connection on which a request may go out, or how the attempt ended that needed one. */
export type Connected =
  | {
      connection: Connection
      /** Since when all that has come on it has been read, on the run's clock. */
      lookedAt: number
      exchange?: never
    }
  | { connection?: never; lookedAt?: never; exchange: Exchange }

/** Connects for an attempt. Where this thread was paused meanwhile, the connection is checked again. Never rejects. */
export async function connectFor(context: DialContext, due: number): Promise<Connected> {
  const { clock, timeoutMs, signal, pauses } = context
  const began = clock.now()
  const { failure, socket, localPort, connectMs } = await dial(context, { due, timeoutMs, signal })
  const paused = pauses.since(began)
  if (failure !== undefined) return { exchange: neverSent(paused ? blamePause(failure) : failure, clock.now()) }
  const connection = new Connection(socket, clock.now(), localPort, connectMs)
  const lookedAt = paused ? await lookAround(clock) : clock.now()
  const lost = findLoss(context, connection)
  if (lost === undefined) return { connection, lookedAt }
  socket.destroy()
  return { exchange: neverSent(lost, clock.now()) }
}

function findLoss({ signal, onUnasked }: DialContext, connection: Connection): DialFailure | undefined {
  const { serverEnd, noticed, localPort, usable } = connection
  if (serverEnd === 'bytes' || noticed) onUnasked()
  if (signal.aborted) {
    // The grace period ended in the very moment in which the connection was made.
    const facts = classify({ by: 'abandoned', phase: 'headers', bytesRead: 0 })
    return { ...facts, connected: true, ...(localPort !== undefined && { localPort }) }
  }
  return usable ? undefined : { ...foundClosed('connect'), connected: false }
}

/**
 * Whether the end shows that the request came to a connection which its server had closed, before any byte of a response: an error of
 * the write, or an RST that follows a FIN. A server that closes after it has read the request sends a FIN alone; one that dies
 * with the request unread, an RST alone.
 */
export function cameTooLate({ by, error }: Ending): boolean {
  return by === 'error' && (error?.code === 'EPIPE' || (error?.code === 'ECONNRESET' && error.syscall !== 'read'))
}

/**
 * This thread was paused before the request had been written, and then found the connection closed. Whether a user would have had the
 * request answered meanwhile is unknown, so it counts against neither side.
 */
export function foundClosed(phase: Phase): FailureFacts {
  return { outcome: 'local', phase, code: 'HARNESS_STALLED', detail: CLOSED_MEANWHILE }
}

const CLOSED_MEANWHILE =
  'the harness was paused before it had written the request, and then found the connection closed'

/** How a dial failed during which this thread was paused. */
function blamePause(failure: DialFailure): DialFailure {
  const closed = failure.code === 'FIN' || failure.code === 'ECONNRESET'
  return closed ? { ...failure, ...foundClosed(failure.phase) } : failure
}
