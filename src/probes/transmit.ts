import { type ClientRequest, request as createRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { RequestSpec } from '../model/scenario.ts'
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

interface Endings {
  breakBy: (error?: NodeJS.ErrnoException) => void
  complete: (response: IncomingMessage, request: ClientRequest) => void
}

/** Hands the request to node:http on our own socket, without an agent: nothing is pooled, queued or retried. */
export function transmit(
  wire: Wire,
  socket: Socket,
  { request: spec, last = false }: { request: RequestSpec; last?: boolean },
  progress: Progress,
  { breakBy, complete }: Endings,
): void {
  const request = createRequest({
    createConnection: () => socket,
    method: spec.method,
    path: spec.path,
    setHost: false,
    headers: requestHeaders(wire, spec, last),
  })
  request.on('response', (response) => {
    progress.phase = 'body'
    progress.response = response
    progress.status = response.statusCode ?? 0
    progress.generation = generationFromHeaders(wire.generation, response.headers)
    const body: Buffer[] | undefined = needsBody(spec.expect, wire.generation) ? (progress.body = []) : undefined
    response.on('data', (chunk: Buffer) => body?.push(chunk))
    response.on('error', breakBy)
    response.on('end', () => (response.complete ? complete(response, request) : breakBy()))
  })
  // RFC 9110 §15.2.2: not without having been asked for.
  request.on('upgrade', () => breakBy(Object.assign(new Error('unasked upgrade'), { code: 'HPE_UNASKED_UPGRADE' })))
  request.on('error', breakBy)
  request.on('close', () => breakBy())
  request.end(spec.body)
}

/** The request's own headers, and those that HTTP/1.1 asks for where it does not have them. */
export function requestHeaders({ target }: Wire, spec: RequestSpec, last: boolean): Record<string, string> {
  const own = new Set(Object.keys(spec.headers).map((name) => name.toLowerCase()))
  const headers: Record<string, string> = {}
  if (!own.has('host')) headers['Host'] = target.hostHeader
  if (!own.has('connection')) headers['Connection'] = last ? 'close' : 'keep-alive'
  return { ...headers, ...spec.headers }
}
