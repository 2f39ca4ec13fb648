/* oxlint-disable no-underscore-dangle -- autocannon's names */
import type { Socket } from 'node:net'
import type autocannon from 'autocannon'

/** What a line hears of the response that is coming in. */
export interface ResponseListener {
  /** A final status; interim ones (1xx) are not told. `method` of the request decides whether a body follows. */
  onHead(status: number, headers: string[]): void
  onBody(chunk: Buffer): void
  onComplete(ending: ResponseEnding): void
}

export interface ResponseEnding {
  /** The server may be sent another request on this connection (RFC 9112 §9.3). */
  reusable: boolean
  /** More bytes had already come than the response needed. */
  surplus: boolean
}

/**
 * One of autocannon's clients, without a will of its own: it neither connects nor sends nor gives up by itself. The one place
 * that knows its private members; see docs/autocannon.md for what each of them would do otherwise.
 */
export interface QuietClient {
  listener: ResponseListener
  /** Writes the request with this index in the mix. Returns its length in bytes. */
  send(socket: Socket, request: number, method: string): number
  /** Parses what came. Returns an error where that is not HTTP. */
  read(chunk: Buffer): Error | undefined
  /** The server's FIN: completes a response whose body ends with the connection (RFC 9112 §6.3). */
  finish(): void
  /** Whether what came so far could be the beginning of a response. */
  plausible(): boolean
  /** Forgets everything about the connection before. */
  renew(): void
}

/** Silences a client that is being set up; `take` gets it once autocannon has finished constructing it. */
export function quieten(client: autocannon.Client, take: (client: QuietClient) => void): void {
  const doRequest = client._doRequest.bind(client)
  client._doRequest = () => {}
  client._destroyConnection = () => {}
  // The constructor's last call: by then the parser has its callbacks.
  client._connect = () => {
    client.timeoutTicker.clear()
    client.requestIterator.nextRequest = () => client.requestIterator.currentRequest
    take(wrap(client, doRequest))
  }
}

function wrap(client: autocannon.Client, doRequest: () => void): QuietClient {
  const { parser, requestIterator, pipelinedRequests } = client
  // Its `ascii` takes the top bit off: two generations could become one, and be another than what the probes see.
  parser.constructor.encoding = 'latin1'
  const reading: Reading = { interim: false, head: false, keepAlive: false, fault: undefined }
  const quiet: QuietClient = {
    listener: DEAF,
    send(socket, request, method) {
      client.conn = socket
      reading.head = method === 'HEAD'
      const built = requestIterator.requests[request]
      if (built === undefined) throw new Error(`the mix has no request number ${request}`)
      requestIterator.currentRequest = built
      doRequest()
      return built.requestBuffer.length
    },
    read(chunk) {
      const result = parser.execute(chunk)
      return reading.fault ?? (typeof result === 'number' ? undefined : result)
    },
    finish: () => void parser.finish(),
    plausible: () => parser.state !== 'RESPONSE_LINE' || 'HTTP/'.startsWith(parser.line.slice(0, 5)),
    renew() {
      parser.initialize('RESPONSE')
      pipelinedRequests.clear()
      reading.interim = false
      reading.fault = undefined
    },
  }
  hear(client, reading, quiet)
  parser.BODY_CHUNKHEAD = () => readChunkHead(parser)
  return quiet
}

const DEAF: ResponseListener = { onHead() {}, onBody() {}, onComplete() {} }

interface Reading {
  interim: boolean
  /** The request was HEAD: its response has no body, whatever its headers say (RFC 9110 §9.3.2). */
  head: boolean
  keepAlive: boolean
  fault: Error | undefined
}

/** Takes the place of autocannon's own callbacks, which would keep statistics that nobody reads. */
function hear({ parser, pipelinedRequests }: autocannon.Client, reading: Reading, quiet: QuietClient): void {
  const { kOnHeadersComplete, kOnBody, kOnMessageComplete } = parser.constructor
  parser[kOnHeadersComplete] = (head) => {
    // RFC 9110 §15.2: interim responses precede the final one. 101 would be final.
    reading.interim = head.statusCode >= 100 && head.statusCode < 200 && head.statusCode !== 101
    if (reading.interim) return false
    const bodiless = reading.head || isBodiless(head.statusCode)
    takeTransferEncoding(head.headers, parser)
    reading.fault = checkHead(head, bodiless, parser)
    if (reading.fault !== undefined) {
      parser.offset = parser.end
      return false
    }
    reading.keepAlive = keepsAlive(head, parser) && (bodiless || parser.isChunked || parser.body_bytes !== null)
    quiet.listener.onHead(head.statusCode, head.headers)
    return bodiless
  }
  parser[kOnBody] = (chunk) => quiet.listener.onBody(chunk)
  parser[kOnMessageComplete] = () => {
    if (reading.interim || reading.fault !== undefined) return
    const surplus = parser.offset < parser.end
    // What follows belongs to no request: it must not be taken for the beginning of the next response.
    parser.offset = parser.end
    pipelinedRequests.clear()
    quiet.listener.onComplete({ reusable: reading.keepAlive && !surplus, surplus })
  }
}

/** RFC 9110 §6.4.1. http-parser-js waits for the body of a 204 or 304 that has a Content-Length. */
function isBodiless(status: number): boolean {
  return status === 204 || status === 304
}

/** RFC 9112 §9.3: HTTP/1.1 persists unless it says `close`; HTTP/1.0 does not unless it says `keep-alive`. */
function keepsAlive(head: autocannon.ResponseHead, { connection }: autocannon.Parser): boolean {
  if (connection === '') return head.versionMajor === 1 && head.versionMinor > 0
  if (connection.includes('close')) return false
  return (head.versionMajor === 1 && head.versionMinor > 0) || connection.includes('keep-alive')
}

/** RFC 9112 §6.3: a body is chunked where that is the last coding. http-parser-js knows it only where it is the only one. */
function takeTransferEncoding(headers: readonly string[], parser: autocannon.Parser): void {
  if (parser.isChunked) return
  const codings = valueOf(headers, 'transfer-encoding')
  if (codings === undefined || !/(?:^|,)[ \t]*chunked$/i.test(codings)) return
  parser.isChunked = true
  parser.body_bytes = null
}

/** http-parser-js takes any Content-Length that JavaScript takes for a number: with one that is none the response would never end. */
function checkHead(head: autocannon.ResponseHead, bodiless: boolean, parser: autocannon.Parser): Error | undefined {
  if (head.statusCode === 101)
    return parseError('HPE_UNASKED_UPGRADE', 'expected a response, got 101 without having asked to upgrade')
  if (bodiless || parser.isChunked || parser.body_bytes === null) return undefined
  const length = valueOf(head.headers, 'content-length')
  if (length === undefined || /^\d+$/.test(length)) return undefined
  const message = `expected Content-Length to be a number of bytes, got ${JSON.stringify(length)}`
  return parseError('HPE_INVALID_CONTENT_LENGTH', message)
}

/** The value of the first header of this lower-case name. */
function valueOf(headers: readonly string[], name: string): string | undefined {
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]?.length === name.length && headers[i]?.toLowerCase() === name) return headers[i + 1]
  }
  return undefined
}

/** http-parser-js takes a chunk size that is no number for 0, and so a broken body for a complete one. */
function readChunkHead(parser: autocannon.Parser): void {
  const line = parser.consumeLine()
  if (line === undefined) return
  if (!CHUNK_HEAD.test(line))
    throw parseError('HPE_INVALID_CHUNK_SIZE', `expected a chunk size, got ${JSON.stringify(line)}`)
  parser.body_bytes = Number.parseInt(line, 16)
  parser.state = parser.body_bytes === 0 ? 'BODY_CHUNKTRAILERS' : 'BODY_CHUNK'
}

/** RFC 9112 §7.1: the size in hex, then perhaps extensions. */
const CHUNK_HEAD = /^[0-9a-f]+[ \t]*(;.*)?$/i

function parseError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
