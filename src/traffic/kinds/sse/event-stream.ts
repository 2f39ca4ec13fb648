import type { IncomingMessage } from 'node:http'
import { createParser, type EventSourceParser } from 'eventsource-parser'
import type { ClientContext } from '../../../net/client-context.ts'
import type { Connection } from '../../../net/connection.ts'
import { type Closing, createClosing, cutBy, KEPT, STALLED } from '../../long-lived/endings.ts'
import type { LifelineEnd } from '../../long-lived/lifeline.ts'
import type { OpenOptions, Session } from '../../long-lived/session.ts'
import { watchSilence } from '../../long-lived/silence.ts'
import type { IdNumbering } from './event-ids.ts'

/** What a client of event streams remembers from one stream to the next (WHATWG HTML §9.2). */
export interface StreamMemory {
  ids: IdNumbering
  lastEventId: string
  /** The server's `retry`, milliseconds. */
  retryMs: number
}

interface StreamOptions extends Pick<OpenOptions, 'onServed'> {
  context: ClientContext
  connection: Connection
  generation: string | undefined
  response: IncomingMessage
  reader: StreamMemory
  everyMs: number
}

const MIN_SILENCE_MS = 1_000
/** Characters of one event; a server that never ends it must not fill the memory. */
const MAX_EVENT = 1_048_576
const TOO_LONG: LifelineEnd = { end: 'cut', by: 'server', code: 'EVENT_TOO_LONG' }
const FINISHED: LifelineEnd = { end: 'graceful', by: 'server', sign: 'notice' }

/** An event stream from its response's head on. Comments are signs of session, as events are. */
export function createEventStreamSession({
  context,
  connection,
  response,
  reader,
  everyMs,
  ...options
}: StreamOptions): Session {
  const closing = createClosing(context.clock, ({ end }) => {
    silence.close()
    if (end === 'kept') connection.close()
    else connection.socket.destroy()
  })
  const silence = watchSilence(context, Math.max(MIN_SILENCE_MS, 2 * everyMs), () => closing.end(STALLED))
  let finishing = false

  function serve(): void {
    options.onServed()
    if (finishing) closing.end(KEPT)
  }

  const parser = createEventParser(reader, closing, serve)
  silence.expect()
  connection.listen({ onBytes: () => undefined, onServerEnd: () => undefined })
  readText(response, {
    onText(text) {
      if (closing.ended()) return
      silence.reset()
      silence.expect()
      parser.feed(text)
    },
    onEnd: () => closing.end(describeEnd(connection, response)),
  })
  return {
    connection,
    generation: options.generation,
    over: closing.over,
    finish() {
      finishing = true
    },
    abandon: (facts) => closing.end(facts),
    takeMessages: () => reader.ids.take(),
  }
}

/** Notes what the reader has to remember, and tells of each event and comment until the stream is over. */
function createEventParser(reader: StreamMemory, closing: Closing, serve: () => void): EventSourceParser {
  reader.ids.begin()
  return createParser({
    maxBufferSize: MAX_EVENT,
    onEvent({ id }) {
      if (closing.ended()) return
      if (id !== undefined) reader.lastEventId = id
      reader.ids.receive(id)
      serve()
    },
    onComment: serve,
    onRetry(ms) {
      reader.retryMs = ms
    },
    onError({ type }) {
      if (type === 'max-buffer-size-exceeded') closing.end(TOO_LONG)
    },
  })
}

function readText(response: IncomingMessage, on: { onText: (text: string) => void; onEnd: () => void }): void {
  response.setEncoding('utf8')
  response.on('data', on.onText)
  response.once('end', on.onEnd)
  response.once('close', on.onEnd)
  response.on('error', on.onEnd)
}

/**
 * A stream that says where it ends, and did, was finished. One whose end is that of its connection (RFC 9112 §6.3) cannot be
 * told from one that a dying process left behind: that is no notice.
 */
function describeEnd({ serverEnd }: Connection, { complete, headers }: IncomingMessage): LifelineEnd {
  const delimited = headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined
  return complete && delimited ? FINISHED : cutBy(serverEnd)
}
