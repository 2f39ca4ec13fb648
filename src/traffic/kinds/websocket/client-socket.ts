import type { Socket } from 'node:net'
import { WebSocket } from 'ws'

/** How long a server may take to close the connection after the close frames (RFC 6455 §7.1.1) before this side does. */
const CLOSE_TIMEOUT_MS = 1_000

/** What ws has for its own servers and clients, and leaves out of its types; see test/contracts/ws.real.test.ts. */
interface Adoptable extends WebSocket {
  _isServer: boolean
  setSocket(socket: Socket, head: Buffer, limits: Record<string, number | boolean>): void
}

type Create = new (address: null, protocols: undefined, options: Record<string, number | boolean>) => Adoptable

/** As ws has them for its clients. */
const OPTIONS = { autoPong: true, maxPendingAutoPongs: 60, closeTimeout: CLOSE_TIMEOUT_MS }
const LIMITS = {
  allowSynchronousEvents: true,
  maxBufferedChunks: 262_144,
  maxFragments: 16_384,
  maxPayload: 104_857_600,
  skipUTF8Validation: false,
}

/**
 * The client's end of a WebSocket on a connection that was upgraded elsewhere: ws reads the heads of its own handshakes with node:http.
 * Without extensions: compressed messages would be decoded later than they come, perhaps after the end of their connection.
 *
 * @param rest what has come after the head
 */
export function adoptSocket(socket: Socket, rest: Buffer): WebSocket {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- how ws's server makes the sockets that it has upgraded
  const ws = new (WebSocket as unknown as Create)(null, undefined, OPTIONS)
  /* oxlint-disable-next-line eslint/no-underscore-dangle -- a client masks what it sends (RFC 6455 §5.1); a server is what ws takes a socket without an address for */
  ws._isServer = false
  // The socket flows: `rest`, put back, would pass before ws listens.
  socket.pause()
  ws.setSocket(socket, rest, LIMITS)
  socket.resume()
  return ws
}
