import { saysStreamReset, saysUnprocessed } from './http2-code.ts'
import type { Outcome } from './outcome.ts'

/**
 * Where an attempt was when it ended: waiting for a free connection, connecting, in the TLS handshake, waiting for
 * the response's headers (from the first request byte on), or receiving its body.
 */
export const PHASES = ['queue', 'connect', 'tls', 'headers', 'body'] as const
export type Phase = (typeof PHASES)[number]

/** How many attempts ended in each phase. */
export type PhaseCounts = Record<Phase, number>

export function noPhases(): PhaseCounts {
  return { queue: 0, connect: 0, tls: 0, headers: 0, body: 0 }
}

/** The connection an attempt was made on. */
export interface AttemptConnection {
  /** Number of the connection within its traffic, counted from 1; 0 where the attempt never had one. */
  id: number
  /** Whether an earlier attempt was already answered on it. */
  reused: boolean
  localPort?: number
}

/** What is known of how an attempt failed, besides its outcome. */
export interface FailureFacts {
  outcome: Outcome
  phase: Phase
  /** System error code such as `ECONNRESET`, or a code of our own such as `HPE_INVALID_CONSTANT`. */
  code?: string
  /** A sentence where the code does not say enough: what was expected and what came. */
  detail?: string
}

/** How a try ended that was followed by another, and its times on the run's clock. */
export interface FirstTry extends FailureFacts {
  sent?: number
  end?: number
}

/**
 * One request that was due, with everything known about its end. Times are milliseconds on the run's clock. All
 * attempts are counted; those that did not end `ok`, or were retried, are kept one by one.
 */
export interface Attempt extends FailureFacts {
  traffic: string
  method: string
  path: string
  due: number
  /** When the first byte of the request was handed to the socket; absent where nothing was sent. */
  sent?: number
  /** When the first byte of the response came. */
  firstByte?: number
  end: number
  bytesWritten: number
  bytesRead: number
  connection: AttemptConnection
  /** The status of the response, once its headers were read. */
  status?: number
  /** The generation that answered, as far as headers or body told. */
  generation?: string
  /**
   * Whether a client that follows RFC 9110 §9.2.2 and RFC 9112 §9.3.1 would have sent the request again by itself:
   * an idempotent method, on a reused connection, which was closed before any byte of a response; or, with HTTP/2 (RFC 9113 §8.7),
   * any request that the server has said not to have processed.
   */
  retryable: boolean
  /** How the first try ended, where the scenario asked for a retrying client and this attempt was sent once more. */
  retried?: FirstTry
}

const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

/** RFC 9110 §9.2.2: methods whose intended effect is the same when a request is repeated. */
export function isIdempotent(method: string): boolean {
  return IDEMPOTENT.has(method.toUpperCase())
}

/**
 * Whether a client that follows the RFCs would have retried this failure by itself, on a new connection. With HTTP/2 also
 * any request that the server says it has not processed (RFC 9113 §8.7); one whose stream alone was reset was perhaps processed.
 */
export function isRetryable(failure: {
  outcome: Outcome
  method: string
  reused: boolean
  code?: string | undefined
}): boolean {
  const { outcome, code } = failure
  if (outcome === 'reset' && saysUnprocessed(code)) return true
  const unanswered = (outcome === 'reset' || outcome === 'dropped') && !saysStreamReset(code)
  return unanswered && failure.reused && isIdempotent(failure.method)
}
