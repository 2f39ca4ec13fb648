import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import type { Duplex } from 'node:stream'
import { fieldAbout } from '../../model/answer.ts'
import type { FailureFacts } from '../../model/attempt.ts'
import { nameHttp2Code } from '../../model/http2-code.ts'
import { encodeBody, type RequestSpec } from '../../model/traffic.ts'
import type { ClientContext } from '../../net/client-context.ts'
import type { Deadline } from '../../net/deadline.ts'
import { generationFromHeaders, type KeptBody, needsBody, readAnswer } from '../exchange/answer.ts'
import type { Exchange } from '../thread/attempt-progress.ts'
import type { Http2Connection } from './connection.ts'
import { type StreamProgress, watchRequest } from './in-flight-request.ts'

/** A session of node:http2 as the engine of a connection. */
export function startSession(socket: Duplex, fail: (error: NodeJS.ErrnoException) => void): ClientHttp2Session {
  // The url is only a name: the connection is open, and each request brings its own authority.
  const session = connect('http://target', { createConnection: () => socket, settings: { enablePush: false } })
  session.on('error', fail)
  return session
}

/** Sends one request on an open connection and reads its response. Never rejects, never tries twice. */
export function exchangeStream(
  context: ClientContext,
  http2: Http2Connection<ClientHttp2Session>,
  { request: spec, ...deadline }: Deadline & { request: RequestSpec },
): Promise<Exchange> {
  return watchRequest(context, http2, deadline, (inFlight) => {
    const { progress } = inFlight
    const stream = http2.engine.request(requestHeaders(context, spec), { endStream: spec.body === undefined })
    if (stream.id !== undefined) inFlight.assignStream(stream.id)
    const body = readResponse(context, spec, stream, progress)
    if (spec.body !== undefined) stream.end(encodeBody(spec))
    stream.on('end', () => {
      if (progress.ended !== undefined && progress.status !== undefined)
        inFlight.settle(judge(context, http2, progress, spec, body), true)
    })
    // Last of all, and only where the frames did not show it before: it is this side that found the response malformed.
    stream.on('close', () => inFlight.settle(describeMalformed(stream.rstCode ?? 0, progress)))
    return () => stream.close(constants.NGHTTP2_CANCEL)
  })
}

/** Returns what will hold the body, where it is needed. */
function readResponse(
  context: ClientContext,
  spec: RequestSpec,
  stream: ClientHttp2Stream,
  progress: StreamProgress,
): KeptBody {
  const parts: Buffer[] = []
  const body: KeptBody = { parts, coding: undefined }
  const needed = needsBody(spec.expect, context.generation)
  stream.on('response', (headers) => {
    progress.phase = 'body'
    progress.status = Number(headers[':status'])
    const about = fieldAbout(progress.status)
    progress.about = about && headers[about]
    if (spec.method !== 'HEAD') progress.hasBody ??= false
    progress.generation = generationFromHeaders(context.generation, headers)
    body.coding = headers['content-encoding']
  })
  stream.on('data', (chunk: Buffer) => {
    // What came in one read with the headers is there before `response` is emitted.
    progress.hasBody = true
    if (needed) parts.push(chunk)
  })
  stream.on('error', () => {})
  return body
}

/** RFC 9113 §8.3.1. */
function requestHeaders({ endpoint }: ClientContext, spec: RequestSpec): Record<string, string> {
  const { method, path, headers, body } = spec
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const { host = endpoint.hostHeader, ...rest } = own
  return {
    ':method': method,
    ':scheme': endpoint.tls === undefined ? 'http' : 'https',
    ':authority': host,
    ':path': path,
    ...(body !== undefined && { 'content-length': String(encodeBody(spec).length) }),
    ...rest,
  }
}

function describeMalformed(rstCode: number, { phase }: StreamProgress): FailureFacts {
  const code = nameHttp2Code(rstCode)
  return { outcome: 'invalid', phase, code, detail: 'expected a well-formed response (RFC 9113 §8.1.1)' }
}

function judge(
  context: ClientContext,
  http2: Http2Connection,
  progress: StreamProgress,
  spec: RequestSpec,
  kept: KeptBody,
): FailureFacts {
  const { facts, generation } = readAnswer(context.generation, spec.expect, progress.status ?? 0, kept)
  progress.generation ??= generation
  http2.answered += 1
  http2.generation ??= progress.generation
  return facts
}
