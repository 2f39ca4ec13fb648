import type { Duplex } from 'node:stream'
import type { FailureFacts } from '../../model/attempt.ts'
import { isUnprocessed, nameHttp2Code } from '../../model/http2-code.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Connection } from '../../net/connection.ts'
import { ACK, type Frame, GOAWAY, readSettings, SETTINGS } from '../../net/http2-frames.ts'
import { StreamTable } from './streams.ts'
import { createTap, type Tap } from './tap.ts'

/** What reads and writes the frames of a connection: a session of node:http2, or a channel of grpc-js. */
export interface Http2Engine {
  /** Resolves when it can send requests, rejects where it never will; absent where it can at once. */
  ready?: Promise<void>
  /** Ends it; nothing is in flight. */
  close(): void
  /** Ends it at once. */
  destroy(): void
}

/** How an accepted stream failed after a GOAWAY. */
interface FailedAfterGoaway {
  outcome: Outcome
  code: string | undefined
}

/** RFC 9113 §6.5.2. */
const MAX_CONCURRENT_STREAMS = 3

/**
 * One HTTP/2 connection. An engine writes and reads it, but what became of a stream is read from the frames themselves: node:http2 says
 * `end` of a half response that was reset with NO_ERROR or CANCEL, and resets streams by itself when the connection ends. Owns the connection.
 */
export class Http2Connection<Engine extends Http2Engine = Http2Engine> {
  readonly connection: Connection
  readonly engine: Engine
  readonly streams = new StreamTable()
  /** Number within its traffic. */
  id = 0
  /** Requests answered completely. */
  answered = 0
  /** The generation that answered first on it. */
  generation: string | undefined
  /** The server's SETTINGS have come. */
  settingsReceived = false
  /** Requests at a time that the server allows, RFC 9113 §5.1.2. */
  maxStreams = Number.POSITIVE_INFINITY
  /** The latest one: its error code, and the last stream that the server may have processed. */
  goaway: { code: string; lastStream: number } | undefined
  failedAfterGoaway: FailedAfterGoaway | undefined
  /** Something came that is not HTTP/2. */
  protocolError: NodeJS.ErrnoException | undefined
  /** Open, but pings are not answered. */
  silent = false
  /** The engine has let go of it. */
  released = false
  /** Called when it may have ended: the server closed it, or announced that and has nothing left to do. */
  onChange: (() => void) | undefined
  readonly #tap: Tap
  #begun = false

  /** @param start puts an engine on the socket that it is given; it tells of the errors that it finds */
  constructor(connection: Connection, start: (socket: Duplex, fail: (error: NodeJS.ErrnoException) => void) => Engine) {
    this.connection = connection
    this.#tap = createTap(connection, {
      onBegin: (frame) => this.#begin(frame),
      onReceived: (frame) => this.#receive(frame),
      onSent: (frame) => this.#send(frame),
      onServerEnd: () => this.#endBy(connection.serverEnd === 'FIN' ? 'FIN' : 'RST'),
      onRelease: () => {
        this.released = true
        this.onChange?.()
      },
    })
    this.engine = start(this.#tap.socket, (error) => this.#failBy(error))
  }

  /** Whether a request may be sent on it. */
  get usable(): boolean {
    const { goaway, silent, protocolError, released, connection } = this
    return !released && connection.usable && goaway === undefined && !silent && protocolError === undefined
  }

  /** A request in flight has ended; `complete`: with a whole response. */
  release(id: number, { outcome, code }: FailureFacts, complete: boolean): void {
    this.streams.delete(id)
    const accepted = this.goaway !== undefined && !isUnprocessed(code)
    if (accepted && !complete) this.failedAfterGoaway ??= { outcome, code }
    this.onChange?.()
  }

  /** Asks for a sign of life; false where none came before `signal` was aborted. */
  ping(signal: AbortSignal): Promise<boolean> {
    return this.released || !this.connection.usable ? Promise.resolve(false) : this.#tap.ping(signal)
  }

  /** Closes after what was written has gone out; at once where requests are still in flight. */
  close(): void {
    if (this.streams.size > 0 || this.silent) this.engine.destroy()
    else this.engine.close()
  }

  #begin(frame: Frame): void {
    if (!this.#begun && frame.type !== SETTINGS)
      return this.#failBy(Object.assign(new Error('expected SETTINGS (RFC 9113 §3.4)'), { code: 'HTTP2_PREFACE' }))
    this.#begun = true
    this.streams.begin(frame)
  }

  #receive(frame: Frame): void {
    if (frame.type === GOAWAY) this.#takeGoaway(frame)
    else if (frame.type === SETTINGS && (frame.flags & ACK) === 0) this.#takeSettings(frame)
    else this.streams.receive(frame)
  }

  #takeSettings(frame: Frame): void {
    this.settingsReceived = true
    this.maxStreams = readSettings(frame).get(MAX_CONCURRENT_STREAMS) ?? this.maxStreams
    this.onChange?.()
  }

  #takeGoaway({ start }: Frame): void {
    if (start.length < 8) return
    const lastStream = start.readUInt32BE(0) & 0x7f_ff_ff_ff
    this.goaway = { lastStream, code: nameHttp2Code(start.readUInt32BE(4)) }
    this.streams.breakAfter(lastStream)
    this.onChange?.()
  }

  #send(frame: Frame): void {
    // All that is to be seen where nghttp2 finds fault with the server's frames: node itself says nothing.
    if (frame.type === GOAWAY && frame.start.length === 8) this.#blame(frame.start.readUInt32BE(4))
    this.streams.send(frame)
  }

  #endBy(by: 'FIN' | 'RST'): void {
    this.streams.breakOff(by)
    this.onChange?.()
  }

  #blame(code: number): void {
    if (code === 0 || this.released) return
    const message = 'expected frames that follow RFC 9113'
    this.#failBy(Object.assign(new Error(message), { code: nameHttp2Code(code) }))
  }

  #failBy(error: NodeJS.ErrnoException): void {
    // What it says of the end of a connection the socket has said before.
    if (this.connection.serverEnd !== undefined || this.protocolError !== undefined) return
    this.protocolError = error
    this.streams.fail(error)
    this.onChange?.()
    this.engine.destroy()
  }
}
