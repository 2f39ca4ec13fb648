import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Lifeline } from '../model/lifeline.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Ending } from './classify.ts'
import { recordsOf } from './tls-records.ts'

/** How the server ended a connection, as seen on the wire; `bytes`: it sent unsolicited bytes. */
export type ServerEnd = 'FIN' | 'RST' | 'bytes'

/** A response that servers send on an idle connection just before they close it (RFC 9110 §15.5.9). */
const CLOSING_NOTE = /^HTTP\/1\.[01] 408|^connection: *close/im

/** What the exchange in progress wants to hear of its connection. */
export interface ConnectionListener {
  onBytes(chunk: Buffer): void
  /** Before anybody else hears of it. */
  onServerEnd(end: ServerEnd): void
}

/** What an end of file that was an RST stands for. */
export const RESET = Object.assign(new Error('reset by the server'), { code: 'ECONNRESET' })

/**
 * Whether the connection of a socket that has just emitted `end` was in truth reset. An RST that follows close behind data can be
 * reported as an end of file (libuv, uv__stream_io: hang-up after a partial read). After a FIN the socket still has a
 * peer; after an RST getpeername(2) says ENOTCONN. For sockets whose remoteAddress was not asked for before: node remembers it.
 */
export function wasReset(socket: Socket): boolean {
  return socket.remoteAddress === undefined
}

/** What the wire showed of how a connection ended, or else the error. */
export function endOf({ serverEnd, error: ofSocket }: Connection, error: NodeJS.ErrnoException | undefined): Ending {
  if (serverEnd === 'FIN') return { by: 'fin' }
  return { by: 'error', error: ofSocket ?? (serverEnd === 'RST' ? RESET : error) }
}

/** One established connection, watched from its opening to its close. Owns the socket. */
export class Connection {
  readonly socket: Socket
  /** When it was established, on the run's clock. */
  readonly opened: number
  readonly localPort: number | undefined
  /** How long TCP took to establish it, milliseconds: a round trip. */
  readonly connectMs: number | undefined
  /** Requests answered completely. */
  answered = 0
  /** The server has said that it will close the connection (RFC 9112 §9.6), and nothing more may be sent on it. */
  noticed = false
  /** When the last response was complete, and for how long after it the server promised to wait (`Keep-Alive: timeout`), milliseconds. */
  lastAnswer: { at: number; keepMs: number | undefined } | undefined
  /** The server ended the connection; undefined while it is open, or where this side closed it. */
  serverEnd: ServerEnd | undefined
  /** The outcome of the exchange that broke off on it. */
  failure: Outcome | undefined
  /** The first error of the socket. */
  error: NodeJS.ErrnoException | undefined
  /** Called once when the server has ended the connection, or sent unsolicited bytes. */
  onServerEnd: (() => void) | undefined
  #listener: ConnectionListener | undefined
  #closed = false

  constructor(socket: Socket, opened: number, localPort = socket.localPort, connectMs?: number) {
    this.socket = socket
    this.opened = opened
    this.localPort = localPort
    this.connectMs = connectMs
    // First in line: others draw conclusions from these events, and destroy the socket.
    socket.prependListener('end', () => this.#endBy(wasReset(socket) ? 'RST' : 'FIN'))
    socket.prependListener('error', (error) => {
      this.error ??= error
      this.#endBy('RST')
    })
    const records = recordsOf(socket)
    socket.on('data', (chunk: Buffer) => {
      records?.took(chunk.length)
      if (this.#listener === undefined) this.takeUnasked(chunk)
      else this.#listener.onBytes(chunk)
    })
  }

  /** Whether a request may be sent on it, as far as can be seen. */
  get usable(): boolean {
    return !this.#closed && this.serverEnd === undefined && !this.noticed && !this.socket.destroyed
  }

  /** Its TLS was ended by a FIN alone: what only the end of the connection ends is incomplete (RFC 9112 §9.8). */
  get endedBare(): boolean {
    return recordsOf(this.socket)?.describeEnd() === 'bare'
  }

  /** What the record of a lifeline tells of its connection. */
  describe(): Pick<Lifeline, 'opened' | 'served' | 'localPort' | 'bytesWritten' | 'bytesRead'> {
    const { opened, lastAnswer, localPort, socket } = this
    const { bytesWritten, bytesRead } = socket
    const served = lastAnswer && { served: lastAnswer.at }
    return { opened, ...served, ...(localPort !== undefined && { localPort }), bytesWritten, bytesRead }
  }

  /** For the length of one exchange. */
  listen(listener: ConnectionListener | undefined): void {
    this.#listener = listener
  }

  /** Closes after what was written has gone out. */
  close(): void {
    this.#closed = true
    // Of a socket to which all has been written, close(2) is the FIN; TLS has its own goodbye (RFC 8446 §6.1).
    if (this.socket.writableLength === 0 && !(this.socket instanceof TLSSocket)) this.socket.destroy()
    else this.socket.destroySoon()
  }

  /** Closes at once, as the exchange on it has failed. */
  discard(failure: Outcome): void {
    this.failure = failure
    this.#closed = true
    this.socket.destroy()
  }

  /** Bytes that no request had asked for: a note that it will be closed, or else the end of its use. */
  takeUnasked(chunk: Buffer): void {
    if (CLOSING_NOTE.test(chunk.toString('latin1'))) this.noticed = true
    if (this.noticed) return
    this.socket.destroy()
    this.#endBy('bytes')
  }

  #endBy(end: ServerEnd): void {
    if (this.#closed || this.serverEnd !== undefined) return
    this.serverEnd = end
    this.#listener?.onServerEnd(end)
    this.onServerEnd?.()
  }
}
