import type { FailureFacts } from '../../../model/attempt.ts'
import type { Phase } from '../../../model/outcome.ts'
import type { BrokenOff } from '../../../net/classify.ts'
import type { DialFailure } from '../../../net/dial.ts'

/** How an attempt on a line broke off. */
export type Ending = Pick<BrokenOff, 'by' | 'error'>

/**
 * Whether the end shows that the request came to a connection which its server had closed, before any byte of a response: an error of
 * the write, or an RST that follows a FIN. A server that closes after it has read the request sends a FIN alone; one that dies
 * with the request unread, an RST alone.
 */
export function cameTooLate({ by, error }: Ending): boolean {
  return by === 'error' && (error?.code === 'EPIPE' || (error?.code === 'ECONNRESET' && error.syscall !== 'read'))
}

/**
 * This thread was paused before the request had been written, and then found the connection closed. Whether a user would have had the
 * request answered meanwhile nobody can tell, so it counts against nobody.
 */
export function foundClosed(phase: Phase): FailureFacts {
  return { outcome: 'local', phase, code: 'HARNESS_STALLED', detail: CLOSED_MEANWHILE }
}

const CLOSED_MEANWHILE =
  'the harness was paused before it had written the request, and then found the connection closed'

/** How a dial failed during which this thread was paused. */
export function blamePause(failure: DialFailure): DialFailure {
  const closed = failure.code === 'FIN' || failure.code === 'ECONNRESET'
  return closed ? { ...failure, ...foundClosed(failure.phase) } : failure
}
