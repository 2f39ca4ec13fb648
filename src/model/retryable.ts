import { isStreamReset, isUnprocessed } from './http2-code.ts'
import type { Outcome } from './outcome.ts'

const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

/** RFC 9110 §9.2.2: methods whose intended effect is the same when a request is repeated. */
function isIdempotent(method: string): boolean {
  return IDEMPOTENT.has(method.toUpperCase())
}

/**
 * Whether a client that follows RFC 9110 §9.2.2 and RFC 9112 §9.3.1 would have retried this failure by itself, on a new connection:
 * an idempotent method, on a reused connection, which was closed before any byte of a response. With HTTP/2 also any request that the
 * server says it has not processed (RFC 9113 §8.7); one whose stream alone was reset was perhaps processed.
 */
export function isRetryable(failure: {
  outcome: Outcome
  method: string
  reused: boolean
  code?: string | undefined
}): boolean {
  const { outcome, code } = failure
  if (outcome === 'reset' && isUnprocessed(code)) return true
  const unanswered = (outcome === 'reset' || outcome === 'dropped') && !isStreamReset(code)
  return unanswered && failure.reused && isIdempotent(failure.method)
}
