import type { TLSSocket } from 'node:tls'

/** How long a ticket is waited for: servers send it as soon as they have the client's Finished (RFC 8446 §4.6.1). */
const TICKET_MS = 200
/** How long the server may take to close its side, too. */
const CLOSE_MS = 1_000

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
