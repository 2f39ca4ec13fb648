import { type ClientRequest, request as createRequest, type IncomingMessage } from 'node:http'
import type { FailureFacts } from '../model/attempt.ts'
import type { RequestSpec } from '../model/scenario.ts'
import { generationFromBody, generationFromHeaders, judgeAnswer, needsBody } from './answer.ts'
import { type BrokenOff, classify } from './classify.ts'
import { Connection } from './connection.ts'
import { type DialFailure, type DialOptions, dial } from './dial.ts'
import { type Limits, limit, type Wire } from './wire.ts'

/** One request and what became of it. Times are milliseconds on the run's clock; nothing was sent twice. */
export interface Exchange extends FailureFacts {
  /** The TCP connection was established. */
  connected: boolean
  /** An earlier request had been answered on the connection. */
  reused: boolean
  sent?: number
  firstByte?: number
  end: number
  /** Of this exchange; with TLS, before encryption. */
  bytesWritten: number
  bytesRead: number
  localPort?: number
  status?: number
  generation?: string
}

export interface ExchangeOptions extends Limits {
  request: RequestSpec
  /** No further request will follow on this connection, and the server is told so (RFC 9112 §9.6). */
  last?: boolean
}

export type Opened = { connection: Connection; exchange?: never } | { connection?: never; exchange: Exchange }

/** Opens a connection; where that fails, the attempt that needed it has its outcome. Never rejects. */
export async function openConnection(wire: Wire, options: DialOptions): Promise<Opened> {
  const { socket, failure } = await dial(wire, options)
  const now = wire.clock.now()
  return failure === undefined ? { connection: new Connection(socket, now) } : { exchange: neverSent(failure, now) }
}

function neverSent(failure: DialFailure, end: number): Exchange {
  // A socket's own count of written bytes is not 0 on ECONNREFUSED.
  return { ...failure, reused: false, end, bytesWritten: 0, bytesRead: 0 }
}

/** One request on a connection of its own, which is closed afterwards. Never rejects. */
export async function sendOnce(wire: Wire, options: ExchangeOptions & DialOptions): Promise<Exchange> {
  const { connection, exchange: failed } = await openConnection(wire, options)
  if (failed !== undefined) return failed
  const exchange = await exchangeOn(wire, connection, { ...options, last: true })
  connection.close()
  return exchange
}

/**
 * Sends one request on an open connection and reads its response. On anything but a complete response the connection is
 * gone afterwards; whether it can be used again says `connection.usable`. Never rejects.
 */
export function exchangeOn(wire: Wire, connection: Connection, options: ExchangeOptions): Promise<Exchange> {
  return new Promise((resolve) => {
    const progress: Progress = {
      phase: 'headers',
      sent: wire.clock.now(),
      bytesRead: 0,
      writtenBefore: connection.socket.bytesWritten,
      reused: connection.answered > 0,
    }
    let ended = false
    const settle = (facts: FailureFacts) => {
      if (ended) return
      ended = true
      unlimit()
      connection.listen(undefined)
      resolve(summarize(wire, connection, progress, facts))
    }
    const breakOff = (ending: Pick<BrokenOff, 'by' | 'error'>) => {
      if (ended) return
      settle(classify({ ...ending, phase: progress.phase, bytesRead: progress.bytesRead }))
      connection.discard()
    }
    const unlimit = limit(wire, options, breakOff)
    connection.listen({
      onBytes: (chunk) => {
        progress.firstByte ??= wire.clock.now()
        progress.bytesRead += chunk.length
      },
    })
    const breakBy = (error?: NodeJS.ErrnoException) => breakOff(endOf(connection, error))
    const complete = (response: IncomingMessage, request: ClientRequest) => {
      settle(judge(wire, connection, progress, options, response, request))
    }
    try {
      transmit(wire, connection, options, progress, { breakBy, complete })
    } catch (error) {
      // A path or a header that cannot be sent: the scenario's fault, never the target's.
      if (!(error instanceof Error)) throw error
      settle({ outcome: 'local', phase: 'headers', code: 'UNSENDABLE', detail: error.message })
    }
  })
}

interface Progress {
  phase: 'headers' | 'body'
  sent: number
  firstByte?: number
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
function transmit(
  wire: Wire,
  { socket }: Connection,
  { request: spec, last = false }: ExchangeOptions,
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

function requestHeaders({ target }: Wire, spec: RequestSpec, last: boolean): Record<string, string> {
  const own = new Set(Object.keys(spec.headers).map((name) => name.toLowerCase()))
  const headers: Record<string, string> = {}
  if (!own.has('host')) headers['Host'] = target.hostHeader
  if (!own.has('connection')) headers['Connection'] = last ? 'close' : 'keep-alive'
  return { ...headers, ...spec.headers }
}

/** What the wire showed, where node:http says the same of FIN and RST. */
function endOf(connection: Connection, error: NodeJS.ErrnoException | undefined): Pick<BrokenOff, 'by' | 'error'> {
  if (connection.serverEnd === 'FIN') return { by: 'fin' }
  return { by: 'error', error: connection.error ?? error }
}

function judge(
  wire: Wire,
  connection: Connection,
  progress: Progress,
  { request: spec }: ExchangeOptions,
  response: IncomingMessage,
  request: ClientRequest,
): FailureFacts {
  const body = progress.body === undefined ? '' : Buffer.concat(progress.body).toString()
  progress.generation ??= generationFromBody(wire.generation, body)
  connection.answered += 1
  connection.noticed ||= announcesClose(response)
  // node:http closes what cannot go on: no length and not chunked, or the request not yet sent when its answer came.
  if (!request.shouldKeepAlive || !request.writableFinished) connection.close()
  return judgeAnswer(spec.expect, progress.status ?? 0, body)
}

/** RFC 9112 §9.3: `close` says so, and HTTP/1.0 without `keep-alive` means it. */
function announcesClose({ headers, httpVersion }: IncomingMessage): boolean {
  const tokens = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/)
  return tokens.includes('close') || (httpVersion === '1.0' && !tokens.includes('keep-alive'))
}

function summarize({ clock }: Wire, connection: Connection, progress: Progress, facts: FailureFacts): Exchange {
  const { sent, firstByte, bytesRead, writtenBefore, reused, status, generation } = progress
  return {
    ...facts,
    connected: true,
    reused,
    sent,
    end: clock.now(),
    bytesWritten: connection.socket.bytesWritten - writtenBefore,
    bytesRead,
    ...(firstByte !== undefined && { firstByte }),
    ...(connection.localPort !== undefined && { localPort: connection.localPort }),
    ...(status !== undefined && { status }),
    ...(generation !== undefined && { generation }),
  }
}
