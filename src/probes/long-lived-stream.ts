import type { IncomingMessage } from 'node:http'
import { createParser } from 'eventsource-parser'
import type { Connection } from './connection.ts'
import type { LineEnd } from './lifeline.ts'
import type { Life, OpenOptions } from './long-lived.ts'
import { cutBy, type Ending, KEPT, STALLED } from './long-lived-endings.ts'
import { watchSilence } from './long-lived-silence.ts'
import type { IdNumbering } from './numbering-ids.ts'
import type { Wire } from './wire.ts'

/** What a client of event streams remembers from one stream to the next (WHATWG HTML §9.2). */
export interface Reader {
  ids: IdNumbering
  lastEventId: string
  /** The server's `retry`, milliseconds. */
  retryMs: number
}

interface StreamOptions extends Pick<OpenOptions, 'signal' | 'onServed'> {
  wire: Wire
  connection: Connection
  generation: string | undefined
  response: IncomingMessage
  reader: Reader
  everyMs: number
}

const MIN_SILENCE_MS = 1_000
/** Characters of one event; a server that never ends it must not fill the memory. */
const MAX_EVENT = 1_048_576
const TOO_LONG: LineEnd = { end: 'cut', by: 'server', code: 'EVENT_TOO_LONG' }
const FINISHED: LineEnd = { end: 'graceful', by: 'server', sign: 'notice' }

/** An event stream from its response's head on. Comments are signs of life, as events are. */
export function createStreamLife(options: StreamOptions): Life {
  const { wire, connection, response, reader, everyMs, signal } = options
  const silence = watchSilence(wire, Math.max(MIN_SILENCE_MS, 2 * everyMs), () => end(STALLED))
  const stall = () => end(STALLED)
  let finishing = false
  let ended = false
  let resolve: (ending: Ending) => void
  const over = new Promise<Ending>((settle) => {
    resolve = settle
  })

  function end(facts: LineEnd): void {
    if (ended) return
    ended = true
    silence.close()
    signal.removeEventListener('abort', stall)
    connection.socket.destroy()
    resolve({ ...facts, closed: wire.clock.now() })
  }

  function serve(): void {
    options.onServed()
    if (finishing) end(KEPT)
  }

  const parser = createParser({
    maxBufferSize: MAX_EVENT,
    onEvent({ id }) {
      if (ended) return
      if (id !== undefined) reader.lastEventId = id
      reader.ids.receive(id)
      serve()
    },
    onComment: () => {
      if (!ended) serve()
    },
    onRetry(ms) {
      reader.retryMs = ms
    },
    onError({ type }) {
      if (type === 'max-buffer-size-exceeded') end(TOO_LONG)
    },
  })

  reader.ids.begin()
  silence.expect()
  signal.addEventListener('abort', stall, { once: true })
  connection.listen({ onBytes: () => undefined, onServerEnd: () => undefined })
  response.setEncoding('utf8')
  response.on('data', (text: string) => {
    if (ended) return
    silence.heard()
    silence.expect()
    parser.feed(text)
  })
  const endAsSeen = () => end(describeEnd(connection, response))
  response.once('end', endAsSeen)
  response.once('close', endAsSeen)
  response.on('error', endAsSeen)
  return {
    connection,
    generation: options.generation,
    over,
    finish() {
      finishing = true
    },
    takeMessages: () => reader.ids.take(),
  }
}

/**
 * A stream that says where it ends, and did, was finished. One whose end is that of its connection (RFC 9112 §6.3) cannot be
 * told from one that a dying process left behind: that is no notice.
 */
function describeEnd({ serverEnd }: Connection, { complete, headers }: IncomingMessage): LineEnd {
  const delimited = headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined
  return complete && delimited ? FINISHED : cutBy(serverEnd)
}
