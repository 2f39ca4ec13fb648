import { type ClientHttp2Session, connect } from 'node:http2'
import { Duplex } from 'node:stream'
import type { FailureFacts } from '../../model/attempt.ts'
import { GOAWAY_UNPROCESSED, nameHttp2Code, saysUnprocessed } from '../../model/http2-code.ts'
import type { Outcome } from '../../model/outcome.ts'
import { onAbort } from '../exchange/abort.ts'
import type { Connection } from '../exchange/connection.ts'
import {
  CONTINUATION,
  DATA,
  END_STREAM,
  type Frame,
  GOAWAY,
  HEADERS,
  RST_STREAM,
  SETTINGS,
  watchFrames,
} from './frames.ts'

/** What the wire showed of how a stream was broken off. */
export type StreamBreak =
  | { by: 'RST_STREAM' | 'GOAWAY'; code: string }
  | { by: 'FIN' }
  | { by: 'RST' }
  | { by: 'protocol'; error: NodeJS.ErrnoException | undefined }

/** One request in flight, as the frames show it. */
export interface StreamWatch {
  bytesRead: number
  bytesWritten: number
  /** END_STREAM has come: the response is complete on the wire. */
  ended: boolean
  onBytes(): void
  onBreak(end: StreamBreak): void
}

/** How an accepted stream failed after a GOAWAY. */
interface Unkept {
  outcome: Outcome
  code: string | undefined
}

/** Length of the client's connection preface, RFC 9113 §3.4. */
const PREFACE_BYTES = 24

/**
 * One HTTP/2 connection. node:http2 writes and reads it, but what became of a stream is read from the frames themselves: node says
 * `end` of a half response that was reset with NO_ERROR or CANCEL, and resets streams by itself when the connection ends. Owns the connection.
 */
export class Http2Connection {
  readonly connection: Connection
  readonly session: ClientHttp2Session
  readonly streams = new Map<number, StreamWatch>()
  /** Number within its traffic. */
  id = 0
  /** Requests answered completely. */
  answered = 0
  /** The generation that answered first on it. */
  generation: string | undefined
  /** The latest one: its error code, and the last stream that the server may have processed. */
  goaway: { code: string; lastStream: number } | undefined
  unkept: Unkept | undefined
  /** Something came that is not HTTP/2. */
  protocolError: NodeJS.ErrnoException | undefined
  /** Open, but pings are not answered. */
  silent = false
  /** Called when it may have ended: the server closed it, or announced that and has nothing left to do. */
  onChange: (() => void) | undefined
  readonly #tap: Duplex
  #greeted = false

  constructor(connection: Connection) {
    this.connection = connection
    const { socket } = connection
    const sent = watchFrames({ skip: PREFACE_BYTES, onFrame: (frame) => this.#send(frame) })
    // Told of an error, node:http2 would break off every stream; whether the server finishes what it has accepted could not be seen.
    const received = watchFrames({
      calm: true,
      onBegin: (frame) => this.#begin(frame),
      onFrame: (frame) => this.#take(frame),
    })
    this.#tap = new Duplex({
      read: () => {},
      write: (chunk: Buffer, _, done) => {
        sent(chunk)
        socket.write(chunk, (error) => done(error))
      },
      final: (done) => {
        connection.close()
        done()
      },
      destroy: (_, done) => {
        connection.close()
        done(null)
      },
    })
    connection.listen({
      onBytes: (chunk) => {
        received(chunk)
        if (!this.#tap.destroyed) this.#tap.push(chunk)
      },
      onServerEnd: () => this.#endBy(connection.serverEnd === 'FIN' ? 'FIN' : 'RST'),
    })
    // The url is only a name: the connection is open, and each request brings its own authority.
    this.session = connect('http://target', { createConnection: () => this.#tap, settings: { enablePush: false } })
    this.session.on('error', (error: NodeJS.ErrnoException) => this.#failBy(error))
    this.session.on('close', () => this.onChange?.())
  }

  /** Whether a request may be sent on it. */
  get usable(): boolean {
    const { goaway, silent, protocolError, session, connection } = this
    const alive = !session.destroyed && !session.closed && connection.usable
    return alive && goaway === undefined && !silent && protocolError === undefined
  }

  /** Requests at a time that the server allows, RFC 9113 §5.1.2. */
  get room(): number {
    return this.session.remoteSettings.maxConcurrentStreams ?? Number.POSITIVE_INFINITY
  }

  /** A request in flight has ended; `complete`: with a whole response. */
  release(id: number, { outcome, code }: FailureFacts, complete: boolean): void {
    this.streams.delete(id)
    const accepted = this.goaway !== undefined && !saysUnprocessed(code)
    if (accepted && !complete) this.unkept ??= { outcome, code }
    this.onChange?.()
  }

  /** Asks for a sign of life; false where none came before `signal` was aborted. */
  ping(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const { session } = this
      if (session.destroyed || signal.aborted) return resolve(false)
      const giveUp = () => resolve(false)
      const takeBack = onAbort(signal, giveUp)
      session.ping((error) => {
        takeBack()
        resolve(error === null)
      })
    })
  }

  /** Closes after what was written has gone out; at once where requests are still in flight. */
  close(): void {
    if (this.streams.size > 0 || this.silent) this.session.destroy()
    else this.session.close()
  }

  #begin(frame: Frame): void {
    if (!this.#greeted && frame.type !== SETTINGS)
      return this.#failBy(Object.assign(new Error('expected SETTINGS (RFC 9113 §3.4)'), { code: 'HTTP2_PREFACE' }))
    this.#greeted = true
    const watch = carriesMessage(frame) ? this.streams.get(frame.stream) : undefined
    if (watch === undefined) return
    watch.bytesRead += 9
    watch.onBytes()
  }

  #take(frame: Frame): void {
    const watch = this.streams.get(frame.stream)
    if (frame.type === GOAWAY) this.#takeGoaway(frame)
    if (watch === undefined) return
    if (frame.type === RST_STREAM && !watch.ended)
      watch.onBreak({ by: 'RST_STREAM', code: nameHttp2Code(frame.start.readUInt32BE(0)) })
    if (!carriesMessage(frame)) return
    watch.bytesRead += frame.length
    if (frame.type !== CONTINUATION && (frame.flags & END_STREAM) !== 0) watch.ended = true
  }

  #takeGoaway({ start }: Frame): void {
    if (start.length < 8) return
    const lastStream = start.readUInt32BE(0) & 0x7f_ff_ff_ff
    this.goaway = { lastStream, code: nameHttp2Code(start.readUInt32BE(4)) }
    for (const [id, watch] of this.streams)
      if (id > lastStream) watch.onBreak({ by: 'GOAWAY', code: GOAWAY_UNPROCESSED })
    this.onChange?.()
  }

  #send(frame: Frame): void {
    // All that is to be seen where nghttp2 finds fault with the server's frames: node itself says nothing.
    if (frame.type === GOAWAY && frame.start.length === 8) this.#blame(frame.start.readUInt32BE(4))
    const watch = carriesMessage(frame) ? this.streams.get(frame.stream) : undefined
    if (watch !== undefined) watch.bytesWritten += 9 + frame.length
  }

  #endBy(by: 'FIN' | 'RST'): void {
    for (const watch of this.streams.values()) if (!watch.ended) watch.onBreak({ by })
    // node:http2 first delivers what is complete.
    setImmediate(() => {
      if (!this.#tap.destroyed) this.#tap.push(null)
    })
    this.onChange?.()
  }

  #blame(code: number): void {
    if (code === 0 || this.session.destroyed) return
    const message = 'expected frames that follow RFC 9113'
    this.#failBy(Object.assign(new Error(message), { code: nameHttp2Code(code) }))
  }

  #failBy(error: NodeJS.ErrnoException): void {
    // What it says of the end of a connection the socket has said before.
    if (this.connection.serverEnd !== undefined || this.protocolError !== undefined) return
    this.protocolError = error
    for (const watch of this.streams.values()) watch.onBreak({ by: 'protocol', error })
    this.onChange?.()
    this.session.destroy()
  }
}

function carriesMessage({ type }: Frame): boolean {
  return type === HEADERS || type === DATA || type === CONTINUATION
}
