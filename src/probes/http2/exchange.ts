import { type ClientHttp2Stream, constants } from 'node:http2'
import type { FailureFacts } from '../../model/attempt.ts'
import { GOAWAY_UNPROCESSED, nameHttp2Code } from '../../model/http2-code.ts'
import type { RequestSpec } from '../../model/scenario.ts'
import { generationFromBody, generationFromHeaders, judgeAnswer, needsBody } from '../exchange/answer.ts'
import { classify } from '../exchange/classify.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { type Limits, limit, type Wire } from '../exchange/wire.ts'
import type { Http2Connection, StreamBreak, StreamWatch } from './connection.ts'

interface Progress extends StreamWatch {
  phase: 'headers' | 'body'
  sent: number
  reused: boolean
  firstByte?: number
  status?: number
  generation?: string | undefined
  body?: Buffer[]
}

/** Sends one request on an open connection and reads its response. Never rejects, never tries twice. */
export function exchangeStream(
  wire: Wire,
  connection: Http2Connection,
  options: Limits & { request: RequestSpec },
): Promise<Exchange> {
  const { request: spec } = options
  return new Promise((resolve) => {
    let stream: ClientHttp2Stream | undefined
    let ended = false
    const settle = (facts: FailureFacts, complete = false) => {
      if (ended) return
      ended = true
      unlimit()
      const exchange = summarize(wire, connection, progress, facts)
      connection.release(stream?.id ?? 0, facts, complete)
      resolve(exchange)
    }
    const progress: Progress = {
      phase: 'headers',
      sent: wire.clock.now(),
      reused: connection.answered > 0,
      bytesRead: 0,
      bytesWritten: 0,
      ended: false,
      onBytes: () => {
        progress.firstByte ??= wire.clock.now()
      },
      onBreak: (end) => settle(describeBreak(end, progress)),
    }
    const unlimit = limit(wire, options, ({ by }) => {
      settle(classify({ by, phase: progress.phase, bytesRead: progress.bytesRead }))
      stream?.close(constants.NGHTTP2_CANCEL)
    })
    if (!connection.usable) return settle(describeBreak(lateEnd(connection), progress))
    try {
      stream = transmit(wire, connection, spec, progress)
    } catch (error) {
      // A path or a header that cannot be sent: the scenario's fault, never the target's.
      if (!(error instanceof Error)) throw error
      return settle({ outcome: 'local', phase: 'headers', code: 'UNSENDABLE', detail: error.message })
    }
    stream.on('end', () => {
      if (progress.ended && progress.status !== undefined) settle(judge(wire, connection, progress, spec), true)
    })
    stream.on('error', () => {})
    // Last of all, and only where the frames have not told before: it is this side that found the response malformed.
    stream.on('close', () => settle(describeMalformed(stream?.rstCode ?? 0, progress)))
  })
}

function transmit(wire: Wire, connection: Http2Connection, spec: RequestSpec, progress: Progress): ClientHttp2Stream {
  const stream = connection.session.request(requestHeaders(wire, spec), { endStream: spec.body === undefined })
  if (stream.id !== undefined) connection.streams.set(stream.id, progress)
  const body: Buffer[] | undefined = needsBody(spec.expect, wire.generation) ? (progress.body = []) : undefined
  stream.on('response', (headers) => {
    progress.phase = 'body'
    progress.status = Number(headers[':status'])
    progress.generation = generationFromHeaders(wire.generation, headers)
  })
  stream.on('data', (chunk: Buffer) => body?.push(chunk))
  if (spec.body !== undefined) stream.end(spec.body)
  return stream
}

/** RFC 9113 §8.3.1. */
function requestHeaders({ target }: Wire, { method, path, headers, body }: RequestSpec): Record<string, string> {
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const { host = target.hostHeader, ...rest } = own
  return {
    ':method': method,
    ':scheme': target.tls === undefined ? 'http' : 'https',
    ':authority': host,
    ':path': path,
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    ...rest,
  }
}

/** The connection ended after it was chosen and before the request was sent on it. */
function lateEnd({ connection, goaway, protocolError }: Http2Connection): StreamBreak {
  if (goaway !== undefined) return { by: 'GOAWAY', code: GOAWAY_UNPROCESSED }
  const { serverEnd } = connection
  return serverEnd === 'FIN' || serverEnd === 'RST' ? { by: serverEnd } : { by: 'protocol', error: protocolError }
}

function describeBreak(end: StreamBreak, { phase, bytesRead }: Progress): FailureFacts {
  if (end.by === 'FIN') return classify({ by: 'fin', phase, bytesRead })
  if (end.by === 'protocol') {
    const { code = 'UNKNOWN', message = 'the connection ended without a reason' } = end.error ?? {}
    return { outcome: 'invalid', phase, code, detail: message }
  }
  const code = end.by === 'RST' ? 'ECONNRESET' : end.code
  return { outcome: bytesRead > 0 ? 'truncated' : 'reset', phase, code }
}

function describeMalformed(rstCode: number, { phase }: Progress): FailureFacts {
  const code = nameHttp2Code(rstCode)
  return { outcome: 'invalid', phase, code, detail: 'expected a well-formed response (RFC 9113 §8.1.1)' }
}

function judge(wire: Wire, connection: Http2Connection, progress: Progress, spec: RequestSpec): FailureFacts {
  const body = progress.body === undefined ? '' : Buffer.concat(progress.body).toString()
  progress.generation ??= generationFromBody(wire.generation, body)
  connection.answered += 1
  connection.generation ??= progress.generation
  return judgeAnswer(spec.expect, progress.status ?? 0, body)
}

function summarize(
  { clock }: Wire,
  { connection }: Http2Connection,
  progress: Progress,
  facts: FailureFacts,
): Exchange {
  const { sent, firstByte, bytesRead, bytesWritten, reused, status, generation } = progress
  return {
    ...facts,
    connected: true,
    reused,
    sent,
    end: clock.now(),
    bytesWritten,
    bytesRead,
    ...(firstByte !== undefined && { firstByte }),
    ...(connection.localPort !== undefined && { localPort: connection.localPort }),
    ...(status !== undefined && { status }),
    ...(generation !== undefined && { generation }),
  }
}
