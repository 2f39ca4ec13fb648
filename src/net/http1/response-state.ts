import type { Fields } from './fields.ts'
import type { StatusLine } from './status-line.ts'

/** Follows one response. */
export interface ResponseListener {
  /** The head of the final response is complete; interim ones (1xx) are passed over. */
  onHead(status: number, fields: Fields): void
  /** A part of the body, without its chunks' framing. A view of what was read: to be copied where that is used again. */
  onBody(part: Buffer): void
  onComplete(ending: ResponseEnding): void
}

export interface ResponseEnding {
  /** As far as the server says, another request may be sent on this connection (RFC 9112 §9.3). */
  persists: boolean
  /** What had already come beyond the end of the response. */
  surplus?: Buffer
}

/** How far the reading of one response has come. */
export interface Response {
  /** The request was HEAD: there is no body, whatever the head says. */
  head: boolean
  /** The request asked for another protocol. */
  upgrade: boolean
  stage: 'status' | 'fields' | 'sized' | 'until-end' | 'chunk-head' | 'chunk' | 'chunk-end' | 'trailers' | 'complete'
  /** What has come of a line that is not complete yet. */
  line: string
  /** Bytes of the head, of the trailers, or of the line before a chunk. */
  size: number
  statusLine: StatusLine
  fields: Fields
  /** Of the body, or of the chunk, still to come. */
  remaining: number
  persists: boolean
}

const NONE: StatusLine = { version: 0, status: 0 }

/**
 * A response of which nothing has come yet.
 *
 * @param method that of the request
 * @param upgrade the request asked for another protocol: a 101 is its final response, and what comes after the head is not HTTP
 */
export function expectResponse(method: string, upgrade = false): Response {
  return {
    head: method === 'HEAD',
    upgrade,
    stage: 'status',
    line: '',
    size: 0,
    statusLine: NONE,
    fields: [],
    remaining: 0,
    persists: true,
  }
}
