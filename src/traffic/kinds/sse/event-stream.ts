import { StringDecoder } from 'node:string_decoder'
import { createParser, type EventSourceParser } from 'eventsource-parser'
import type { ClientContext } from '../../../net/client-context.ts'
import type { Connection } from '../../../net/connection.ts'
import { Malformed } from '../../../net/http1/malformed.ts'
import type { LifelineEnding } from '../../long-lived/endings.ts'
import { type Closing, createClosing, cutBy, KEPT, STALLED } from '../../long-lived/endings.ts'
import type { OpeningReader } from '../../long-lived/opening.ts'
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
  memory: StreamMemory
  everyMs: number
}

/** A session that is fed with what follows the head of its response. */
export type EventStream = Session & Pick<OpeningReader, 'onBody' | 'onBreak'> & { onComplete(): void }

const MIN_SILENCE_MS = 1_000
/** Characters of one event; a server that never ends it must not fill the memory. */
const MAX_EVENT = 1_048_576
const TOO_LONG: LifelineEnding = { end: 'cut', by: 'server', code: 'EVENT_TOO_LONG' }
const FINISHED: LifelineEnding = { end: 'graceful', by: 'server', sign: 'notice' }

/** An event stream from its response's head on. Comments are signs of life, as events are. */
export function createEventStream({ context, connection, memory, everyMs, ...options }: StreamOptions): EventStream {
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

  const decoder = new StringDecoder('utf8')
  const parser = createEventParser(memory, closing, serve)
  silence.expect()
  return {
    connection,
    generation: options.generation,
    over: closing.over,
    onBody(part) {
      if (closing.ended()) return
      silence.reset()
      silence.expect()
      parser.feed(decoder.write(part))
    },
    onComplete: () => closing.end(FINISHED),
    // Also where the framing leaves the end of the body to that of the connection (RFC 9112 §6.3): a dying process looks the same.
    onBreak: (end) => closing.end(end instanceof Malformed ? { ...cutBy(undefined), code: end.code } : cutBy(end)),
    finish() {
      finishing = true
    },
    abandon: (facts) => closing.end(facts),
    takeMessages: () => memory.ids.take(),
  }
}

/** Notes what the client has to remember, and calls `serve` for each event and comment until the stream is over. */
function createEventParser(memory: StreamMemory, closing: Closing, serve: () => void): EventSourceParser {
  memory.ids.begin()
  return createParser({
    maxBufferSize: MAX_EVENT,
    onEvent({ id }) {
      if (closing.ended()) return
      if (id !== undefined) memory.lastEventId = id
      memory.ids.receive(id)
      serve()
    },
    onComment: serve,
    onRetry(ms) {
      memory.retryMs = ms
    },
    onError({ type }) {
      if (type === 'max-buffer-size-exceeded') closing.end(TOO_LONG)
    },
  })
}
