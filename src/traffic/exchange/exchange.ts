import type { ClientContext } from '../../net/client-context.ts'
import { Connection } from '../../net/connection.ts'
import { type DialFailure, type DialOptions, dial } from '../../net/dial.ts'
import type { Exchange } from '../thread/attempt-progress.ts'
import { type ExchangeOptions, Http1Exchange } from './http1-exchange.ts'
import type { Sending } from './transmit.ts'

/** The generator was so far behind that time was up before the target had a chance. */
export const TOO_LATE = { outcome: 'local', phase: 'queue', code: 'HARNESS_LATE', connected: false } as const

export type Opened = { connection: Connection; exchange?: never } | { connection?: never; exchange: Exchange }

/** Opens a connection; where that fails, the attempt that needed it has its outcome. Never rejects. */
export async function openConnection(context: ClientContext, options: DialOptions): Promise<Opened> {
  const dialed = await dial(context, options)
  const now = context.clock.now()
  if (dialed.failure !== undefined) return { exchange: neverSent(dialed.failure, now) }
  return { connection: new Connection(dialed.socket, now, dialed.localPort, dialed.connectMs) }
}

/** An attempt that failed before its request could go out. */
export function neverSent(failure: DialFailure, end: number): Exchange {
  // A socket's own count of written bytes is not 0 on ECONNREFUSED.
  return { ...failure, reused: false, end, bytesWritten: 0, bytesRead: 0 }
}

/** One request on a connection of its own, which is closed afterwards. Never rejects. */
export async function sendOnce(
  context: ClientContext,
  options: DialOptions & Pick<Sending, 'request'>,
): Promise<Exchange> {
  const { connection, exchange: failed } = await openConnection(context, options)
  if (failed !== undefined) return failed
  const { request, due, timeoutMs, signal } = options
  const exchange = await exchangeOn(context, connection, { request, due, timeoutMs, signal, last: true })
  connection.close()
  return exchange
}

/**
 * Sends one request on an open connection and reads its response. On anything but a complete response the connection is
 * gone afterwards; whether it can be used again says `connection.usable`. Never rejects.
 */
export function exchangeOn(
  context: ClientContext,
  connection: Connection,
  options: ExchangeOptions,
): Promise<Exchange> {
  return new Promise((resolve) => new Http1Exchange(context, connection, options, resolve).send())
}
