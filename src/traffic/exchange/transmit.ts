import type { Socket } from 'node:net'
import type { FailureFacts } from '../../model/attempt.ts'
import { encodeBody, type RequestSpec } from '../../model/traffic.ts'
import type { ClientContext } from '../../net/client-context.ts'
import type { Fields } from '../../net/http1/fields.ts'
import { composeHead } from '../../net/http1/request.ts'

/** Reads and judges a response's body as it comes; for bodies too long to be kept. */
export interface BodyReader {
  /** The head has come. */
  begin(status: number, fields: Fields): void
  take(part: Buffer): void
  /** What is wrong with the body, or undefined; once it is complete. */
  judge(): FailureFacts | undefined
}

/** A request's body, while it is being written. */
export interface BodyWriter {
  /** More than the socket takes has been written: better to wait. */
  readonly full: boolean
  write(part: Buffer): void
  /** That was all. */
  end(): void
}

/** What is sent, and who reads what comes back. */
export interface Sending {
  request: RequestSpec
  /** No further request will follow on this connection, and the request says so (RFC 9112 §9.6). */
  last?: boolean
  reader?: BodyReader
  /** Writes the request's body, whose length its headers tell. Default: the body that the request has. */
  write?: (body: BodyWriter) => void
}

/**
 * Writes a request. Returns whether it has gone out to its end, as far as this side can see.
 *
 * @throws Error where it cannot be sent; then nothing was written
 */
export function transmit(
  context: ClientContext,
  socket: Socket,
  { request, last = false, write }: Sending,
): () => boolean {
  const { method, path, body } = request
  const head = composeHead(method, path, { ...requestHeaders(context, request, last), ...describeBody(request) })
  let ended = write === undefined
  if (body === undefined || body === '' || write !== undefined) socket.write(head, 'latin1')
  else socket.write(Buffer.concat([Buffer.from(head, 'latin1'), encodeBody(request)]))
  write?.({
    get full() {
      return socket.writableNeedDrain
    },
    write: (part) => void socket.write(part),
    end() {
      ended = true
    },
  })
  return () => ended && socket.writableLength === 0
}

/** The request's own headers, and those that HTTP/1.1 asks for where it does not have them. */
export function requestHeaders({ endpoint }: ClientContext, spec: RequestSpec, last: boolean): Record<string, string> {
  const headers: Record<string, string> = {}
  if (!has(spec, 'host')) headers['Host'] = endpoint.hostHeader
  if (!has(spec, 'connection')) headers['Connection'] = last ? 'close' : 'keep-alive'
  return { ...headers, ...spec.headers }
}

/** RFC 9110 §8.6: also a request whose method expects content, and which has none, says so; some servers answer 411 otherwise. */
const EXPECTS_CONTENT = new Set(['POST', 'PUT', 'PATCH'])

function describeBody(spec: RequestSpec): Record<string, string> {
  const { method, body = '' } = spec
  if (has(spec, 'content-length') || (body === '' && !EXPECTS_CONTENT.has(method))) return {}
  return { 'Content-Length': String(encodeBody(spec).length) }
}

function has({ headers }: RequestSpec, name: string): boolean {
  for (const own in headers) if (own.length === name.length && own.toLowerCase() === name) return true
  return false
}
