import type { FailureFacts } from '../../../model/attempt.ts'
import type { RequestSpec } from '../../../model/scenario.ts'
import { type Fields, valueOf } from '../../../net/http1/fields.ts'
import { mergeHeaders } from '../../../net/http1/request.ts'
import { type Handshake, type OpeningReader, openWith } from '../../long-lived/opening.ts'
import { createLongLived } from '../../long-lived/pool.ts'
import type { Connector, OpenOptions } from '../../long-lived/session.ts'
import type { Probe, ProbeContext } from '../../probe.ts'
import { createMix } from '../../thread/mix.ts'
import { createIdNumbering } from './event-ids.ts'
import { createEventStream, type EventStream, type StreamMemory } from './event-stream.ts'
import type { SseTraffic } from './options.ts'

/** How long a server may send a client away with `retry` before it reconnects. */
const MAX_RETRY_MS = 10_000

/** Event streams, read to their end, and opened again with `Last-Event-ID`. */
export function createSse(context: ProbeContext<SseTraffic>): Probe {
  const pick = createMix(context.spec.requests)
  return createLongLived(context, () => createStreamConnector(context, pick))
}

function createStreamConnector(context: ProbeContext<SseTraffic>, pick: () => RequestSpec): Connector {
  const memory: StreamMemory = { ids: createIdNumbering(), lastEventId: '', retryMs: 0 }
  return {
    open: (options) =>
      openWith(context, options, {
        request: subscribe(pick(), memory),
        upgrade: false,
        createReader: (handshake) => createStreamReader(context, handshake, options, memory),
      }),
    pauseMs: () => Math.min(memory.retryMs, MAX_RETRY_MS),
  }
}

function subscribe(request: RequestSpec, { lastEventId }: StreamMemory): RequestSpec {
  const headers: Record<string, string> = { Accept: 'text/event-stream', 'Cache-Control': 'no-store' }
  // Sent as UTF-8, byte by byte: heads are written as Latin-1.
  if (lastEventId !== '') headers['Last-Event-ID'] = Buffer.from(lastEventId).toString('latin1')
  return { ...request, headers: mergeHeaders(headers, request.headers) }
}

function createStreamReader(
  context: ProbeContext<SseTraffic>,
  handshake: Handshake,
  { onServed }: OpenOptions,
  memory: StreamMemory,
): OpeningReader {
  let stream: EventStream | undefined
  return {
    onHead(status, fields) {
      const objection = objectTo(status, fields)
      if (objection !== undefined) return handshake.fail(objection)
      const { connection, generation } = handshake
      stream = createEventStream({ context, connection, generation, memory, everyMs: context.spec.everyMs, onServed })
      handshake.accept(stream)
    },
    onBody: (part) => stream?.onBody(part),
    onComplete: () => stream?.onComplete(),
    onBreak: (end) => stream?.onBreak(end),
  }
}

/** Only 200 with an event stream opens one; anything else ends it for good in a browser (WHATWG HTML §9.2.2). */
function objectTo(status: number, fields: Fields): FailureFacts | undefined {
  if (status !== 200) return { outcome: 'status', phase: 'headers', code: String(status) }
  const type = valueOf(fields, 'content-type') ?? ''
  if (/^text\/event-stream *(;|$)/i.test(type)) return undefined
  const detail = `expected Content-Type text/event-stream, got ${JSON.stringify(type)}`
  return { outcome: 'invalid', phase: 'headers', code: 'NOT_EVENT_STREAM', detail }
}
