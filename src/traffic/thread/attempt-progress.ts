import type { FailureFacts } from '../../model/attempt.ts'
import type { GrpcStatus } from '../../model/grpc-status.ts'
import type { ClientContext } from '../../net/client-context.ts'
import type { Connection } from '../../net/connection.ts'

/** One request and what became of it. Times are milliseconds on the run's clock; nothing was sent twice. */
export interface Exchange extends FailureFacts {
  /** The TCP connection was established. */
  connected: boolean
  /** An earlier request had been answered on the connection. */
  reused: boolean
  sent?: number
  firstByte?: number
  end: number
  /** Of this exchange; with TLS, before encryption. */
  bytesWritten: number
  bytesRead: number
  localPort?: number
  /** How long TCP took to establish the connection. */
  connectMs?: number
  status?: number
  grpcStatus?: GrpcStatus
  generation?: string
  /** See SeenAnswer. */
  about?: string
  empty?: boolean
}

/** How far an attempt has come on an established connection. Times on the run's clock. */
export interface AttemptProgress {
  phase: 'headers' | 'body'
  sent: number
  reused: boolean
  bytesRead: number
  firstByte?: number | undefined
  status?: number | undefined
  /** Of a call whose response has ended with one. */
  grpcStatus?: GrpcStatus | undefined
  generation?: string | undefined
  /** See SeenAnswer. */
  about?: string | undefined
  /** Whether a byte of the body has come; undefined where none can, or it is not watched. */
  hasBody?: boolean | undefined
}

/** The same, where the socket counts what is written. */
export interface SocketProgress extends AttemptProgress {
  writtenBefore: number
}

export function beginProgress({ clock }: ClientContext, { socket, answered }: Connection): SocketProgress {
  return {
    phase: 'headers',
    sent: clock.now(),
    bytesRead: 0,
    writtenBefore: socket.bytesWritten,
    reused: answered > 0,
  }
}

export function endProgress(
  { clock }: ClientContext,
  { socket, localPort, connectMs }: Connection,
  progress: SocketProgress,
  facts: FailureFacts,
): Exchange {
  const bytesWritten = socket.bytesWritten - progress.writtenBefore
  return describeExchange(progress, facts, { end: clock.now(), bytesWritten, localPort, connectMs })
}

interface Ending {
  end: number
  bytesWritten: number
  localPort: number | undefined
  connectMs: number | undefined
}

/**
 * An exchange that has ended, put together from what was seen of it. Property by property: of an object that is spread together thousands
 * of times a second nearly all the time goes to the garbage collector.
 */
export function describeExchange(
  progress: AttemptProgress,
  facts: FailureFacts,
  { end, bytesWritten, localPort, connectMs }: Ending,
): Exchange {
  const { sent, bytesRead, reused } = progress
  const { outcome, phase } = facts
  const exchange: Exchange = { outcome, phase, connected: true, reused, sent, end, bytesWritten, bytesRead }
  if (facts.code !== undefined) exchange.code = facts.code
  if (facts.detail !== undefined) exchange.detail = facts.detail
  if (progress.firstByte !== undefined) exchange.firstByte = progress.firstByte
  if (localPort !== undefined) exchange.localPort = localPort
  if (connectMs !== undefined) exchange.connectMs = connectMs
  if (progress.status !== undefined) exchange.status = progress.status
  if (progress.grpcStatus !== undefined) exchange.grpcStatus = progress.grpcStatus
  if (progress.generation !== undefined) exchange.generation = progress.generation
  if (progress.about !== undefined) exchange.about = progress.about
  if (progress.hasBody === false) exchange.empty = true
  return exchange
}
