import { type ClientRequest, request as createRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FailureFacts } from '../../model/attempt.ts'
import type { RequestSpec } from '../../model/scenario.ts'
import { generationFromHeaders, needsBody } from './answer.ts'
import type { Wire } from './wire.ts'

/** How far one exchange has come. */
export interface Progress {
  phase: 'headers' | 'body'
  sent: number
  firstByte?: number
  response?: IncomingMessage
  /** The connection ended before the response was complete by itself. */
  cutShort?: boolean
  bytesRead: number
  writtenBefore: number
  reused: boolean
  status?: number
  generation?: string | undefined
  body?: Buffer[]
}

/** Reads and judges a response's body as it comes; for bodies too long to be kept. */
export interface BodyReader {
  /** The head has come; `response` may be paused from here on. */
  begin(response: IncomingMessage): void
  take(chunk: Buffer): void
  /** What is wrong with the body, or undefined; once it is complete. */
  judge(): FailureFacts | undefined
}

/** What is sent, and who reads what comes back. */
export interface Sending {
  request: RequestSpec
  /** No further request will follow on this connection, and the server is told so (RFC 9112 §9.6). */
  last?: boolean
  reader?: BodyReader
  /** Writes the request's body, and ends the request. Default: the body that the request has. */
  write?: (request: ClientRequest) => void
}

/** How much of a body that somebody else reads is kept, to find a generation in it. */
const KEPT_BYTES = 65_536

interface Endings {
  breakBy: (error?: NodeJS.ErrnoException) => void
  complete: (response: IncomingMessage, request: ClientRequest) => void
}

/** As much as http-parser-js takes, so that every traffic judges alike; node's own 16 KiB are less than what clients take. */
const MAX_HEADER_BYTES = 80 * 1024

/** Hands the request to node:http on our own socket, without an agent: nothing is pooled, queued or retried. */
export function transmit(
  wire: Wire,
  socket: Socket,
  { request: spec, last = false, reader, write }: Sending,
  progress: Progress,
  { breakBy, complete }: Endings,
): void {
  const request = createRequest({
    createConnection: () => socket,
    method: spec.method,
    path: spec.path,
    setHost: false,
    headers: requestHeaders(wire, spec, last),
    maxHeaderSize: MAX_HEADER_BYTES,
  })
  request.on('response', (response) => {
    progress.phase = 'body'
    progress.response = response
    progress.status = response.statusCode ?? 0
    progress.generation = generationFromHeaders(wire.generation, response.headers)
    if (needsBody(spec.expect, wire.generation)) progress.body = []
    const most = reader === undefined || spec.expect.body !== undefined ? Number.POSITIVE_INFINITY : KEPT_BYTES
    let kept = 0
    reader?.begin(response)
    response.on('data', (chunk: Buffer) => {
      if (kept < most) progress.body?.push(chunk)
      kept += chunk.length
      reader?.take(chunk)
    })
    response.on('error', breakBy)
    response.on('end', () => (response.complete ? complete(response, request) : breakBy()))
  })
  // RFC 9110 §15.2.2: not without having been asked for.
  request.on('upgrade', () => breakBy(Object.assign(new Error('unasked upgrade'), { code: 'HPE_UNASKED_UPGRADE' })))
  request.on('error', breakBy)
  // A complete response can still wait to be read.
  request.on('close', () => progress.response?.complete !== true && breakBy())
  if (write === undefined) request.end(spec.body)
  else write(request)
}

/** The request's own headers, and those that HTTP/1.1 asks for where it does not have them. */
export function requestHeaders({ target }: Wire, spec: RequestSpec, last: boolean): Record<string, string> {
  const own = new Set(Object.keys(spec.headers).map((name) => name.toLowerCase()))
  const headers: Record<string, string> = {}
  if (!own.has('host')) headers['Host'] = target.hostHeader
  if (!own.has('connection')) headers['Connection'] = last ? 'close' : 'keep-alive'
  return { ...headers, ...spec.headers }
}
