import { Duplex } from 'node:stream'
import type { Connection } from '../../net/connection.ts'
import { ACK, type Frame, PING, watchFrames } from '../../net/http2-frames.ts'
import { createPings } from './pings.ts'

/** What an engine takes for its socket. */
export interface Tap {
  socket: Duplex
  /** Asks the server for a sign of life; false where none came before `signal` was aborted. */
  ping(signal: AbortSignal): Promise<boolean>
}

/** Callbacks for the frames that pass, always before the engine sees them. */
export interface TapListener {
  /** The header of one from the server has come. */
  onBegin(frame: Frame): void
  onReceived(frame: Frame): void
  onSent(frame: Frame): void
  onServerEnd(): void
  /** The engine has let go of its socket. */
  onRelease(): void
}

/** Length of the client's connection preface, RFC 9113 §3.4. */
const PREFACE_BYTES = 24

/** Puts itself between a connection and the HTTP/2 code that will use it. */
export function createTap(connection: Connection, listener: TapListener): Tap {
  const sent = watchFrames({ skip: PREFACE_BYTES, onFrame: listener.onSent })
  const pings = createPings((ping) => void connection.socket.write(ping), sent.between)
  // Told of an error, node:http2 would break off every stream; whether the server finishes what it has accepted could not be seen.
  const received = watchFrames({
    calm: true,
    // It would be taken aback by an answer to what it has not asked.
    hide: (frame) => answersPing(frame) && pings.awaited(),
    onBegin: listener.onBegin,
    onFrame: (frame) => (answersPing(frame) ? pings.take(frame) : listener.onReceived(frame)),
  })
  const release = () => {
    connection.close()
    pings.end()
    listener.onRelease()
  }
  const socket = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _, done) => {
      // An error the connection tells itself, and of what it means the engine shall not hear first.
      connection.socket.write(sent.pass(chunk), () => done())
      pings.flush()
    },
    final: (done) => {
      release()
      done()
    },
    destroy: (_, done) => {
      release()
      done(null)
    },
  })
  connection.listen({
    onBytes: (chunk) => {
      const bytes = received.pass(chunk)
      if (!socket.destroyed && bytes.length > 0) socket.push(bytes)
    },
    onServerEnd: () => {
      pings.end()
      listener.onServerEnd()
      // node:http2 first delivers what is complete.
      setImmediate(() => {
        if (!socket.destroyed) socket.push(null)
      })
    },
  })
  return { socket, ping: pings.ask }
}

function answersPing({ type, flags }: Frame): boolean {
  return type === PING && (flags & ACK) !== 0
}
