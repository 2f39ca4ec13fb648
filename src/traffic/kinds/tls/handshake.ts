import type { TLSSocket } from 'node:tls'
import type { ClientContext } from '../../../net/client-context.ts'
import { type DialOptions, dial } from '../../../net/dial.ts'
import { neverSent, TOO_LATE } from '../../exchange/exchange.ts'
import type { Exchange } from '../../thread/attempt-progress.ts'

/** How long a ticket is waited for: servers send it as soon as they have the client's Finished (RFC 8446 §4.6.1). */
const TICKET_MS = 200
/** How long the server may take to close its side, too. */
const CLOSE_MS = 1_000

/** A handshake that has ended; with its connection where it went well. */
export interface TlsHandshake {
  exchange: Exchange
  socket?: TLSSocket
  /** What the server has given until now, see `finishHandshake`. */
  session(): Buffer | undefined
}

/** Makes a handshake on a new connection. Never rejects. */
export async function shakeHands(context: ClientContext, options: DialOptions): Promise<TlsHandshake> {
  const { clock } = context
  let given: Buffer | undefined
  const onSession = (session: Buffer) => {
    given = session
  }
  const session = () => given
  const late = clock.now() >= options.due + options.timeoutMs
  const dialed = late ? { failure: TOO_LATE } : await dial(context, { ...options, onSession })
  const end = clock.now()
  if (dialed.failure !== undefined) return { exchange: neverSent(dialed.failure, end), session }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the endpoint has tls
  const socket = dialed.socket as TLSSocket
  return { exchange: complete(socket, end), socket, session }
}

function complete({ localPort }: TLSSocket, end: number): Exchange {
  const place = localPort === undefined ? {} : { localPort }
  return { outcome: 'ok', phase: 'tls', connected: true, reused: false, end, bytesWritten: 0, bytesRead: 0, ...place }
}

/**
 * Closes a connection after its handshake, once the ticket that is awaited has come or is not going to. Reads until the
 * server has closed as well: what still came to a socket that is gone would be answered with an RST. Never rejects.
 */
export async function finishHandshake(socket: TLSSocket, { awaitTicket }: { awaitTicket: boolean }): Promise<void> {
  socket.resume()
  if (awaitTicket && socket.getProtocol() === 'TLSv1.3') await awaitEvent(socket, 'session', TICKET_MS)
  socket.end()
  await awaitEvent(socket, 'close', CLOSE_MS)
  socket.destroy()
}

/** Waits for an event, for the end of the connection, or for so long. */
function awaitEvent(socket: TLSSocket, event: 'session' | 'close', ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      socket.off(event, done)
      socket.off('close', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    socket.on(event, done)
    socket.on('close', done)
    if (socket.destroyed) done()
  })
}
