import { request as createRequest, type IncomingMessage } from 'node:http'
import type { RequestSpec, SseTraffic } from '../../../model/scenario.ts'
import type { ClientContext } from '../../../net/client-context.ts'
import { generationFromHeaders } from '../../exchange/answer.ts'
import { requestHeaders } from '../../exchange/transmit.ts'
import { type Handshake, openWith } from '../../long-lived/opening.ts'
import { createLongLived } from '../../long-lived/pool.ts'
import type { Connector, OpenOptions } from '../../long-lived/session.ts'
import { createMix } from '../../pacing/mix.ts'
import type { Probe, ProbeContext } from '../../probe.ts'
import { createIdNumbering } from './event-ids.ts'
import { createEventStreamSession, type StreamMemory } from './event-stream.ts'

/** How long a server may send a client away with `retry` before it reconnects. */
const MAX_RETRY_MS = 10_000

/** Event streams, read to their end, and opened again with `Last-Event-ID`. */
export function createSse(context: ProbeContext<SseTraffic>): Probe {
  const pick = createMix(context.spec.requests)
  return createLongLived(context, () => createStreamConnector(context, pick))
}

function createStreamConnector(context: ProbeContext<SseTraffic>, pick: () => RequestSpec): Connector {
  const { spec } = context
  const reader: StreamMemory = { ids: createIdNumbering(), lastEventId: '', retryMs: 0 }
  return {
    open(options) {
      const request = pick()
      return openWith(context, options, request, (handshake) =>
        subscribe(context, spec, request, handshake, options, reader),
      )
    },
    pauseMs: () => Math.min(reader.retryMs, MAX_RETRY_MS),
  }
}

function subscribe(
  context: ClientContext,
  { everyMs }: SseTraffic,
  spec: RequestSpec,
  { connection, progress, accept, fail, breakOff }: Handshake,
  options: OpenOptions,
  reader: StreamMemory,
): void {
  const request = createRequest({
    createConnection: () => connection.socket,
    method: spec.method,
    path: spec.path,
    setHost: false,
    headers: requestHeaders(context, { ...spec, headers: { ...streamHeaders(reader), ...spec.headers } }, false),
  })
  request.once('response', (response) => {
    progress.status = response.statusCode ?? 0
    progress.generation = generationFromHeaders(context.generation, response.headers)
    const objection = objectTo(response)
    if (objection !== undefined) return fail({ phase: 'headers', ...objection })
    accept(
      createEventStreamSession({
        ...options,
        context,
        connection,
        response,
        reader,
        everyMs,
        generation: progress.generation,
      }),
    )
  })
  request.once('upgrade', () => breakOff(new Error('unasked upgrade')))
  request.on('error', breakOff)
  request.once('close', () => breakOff())
  request.end(spec.body)
}

function streamHeaders({ lastEventId }: StreamMemory): Record<string, string> {
  const headers = { Accept: 'text/event-stream', 'Cache-Control': 'no-store' }
  if (lastEventId === '') return headers
  // Sent as UTF-8, byte by byte: node takes headers for Latin-1.
  return { ...headers, 'Last-Event-ID': Buffer.from(lastEventId).toString('latin1') }
}

/** Only 200 with an event stream opens one; anything else ends it for good in a browser (WHATWG HTML §9.2.2). */
function objectTo({ statusCode, headers }: IncomingMessage) {
  if (statusCode !== 200) return { outcome: 'status', code: String(statusCode) } as const
  const type = headers['content-type'] ?? ''
  if (/^text\/event-stream *(;|$)/i.test(type)) return undefined
  const detail = `expected Content-Type text/event-stream, got ${JSON.stringify(type)}`
  return { outcome: 'invalid', code: 'NOT_EVENT_STREAM', detail } as const
}
