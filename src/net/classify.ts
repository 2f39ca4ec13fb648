import type { FailureFacts } from '../model/attempt.ts'
import type { Phase } from '../model/outcome.ts'

/** What was seen of an exchange that did not complete. */
export interface BrokenOff {
  phase: Phase
  /** What ended it: the server's FIN, an error of the socket or the parser, our own clock, or the end of traffic. */
  by: 'fin' | 'error' | 'deadline' | 'stall' | 'abandoned'
  error?: NodeJS.ErrnoException | undefined
  /** Bytes of the response that had come. */
  bytesRead: number
}

/** How it ended, without how far it had come. */
export type Ending = Pick<BrokenOff, 'by' | 'error'>

/** Faults of this machine or of the harness: connect(2), bind(2), socket(2). */
const LOCAL = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ENOBUFS', 'ENOMEM', 'ENETUNREACH'])
/** The connection was not accepted, tcp(7): RST in answer to SYN, or no listener at all. */
const REFUSED = new Set(['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'EHOSTDOWN'])
/** RST on an established connection, or a host that went away under it. */
const RESET = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'EHOSTUNREACH', 'EHOSTDOWN'])

const STALLED = 'the harness stalled while the timeout ran'

/** The one outcome of an exchange that broke off; see docs/reference/outcomes.md. */
export function classify(end: BrokenOff): FailureFacts {
  const { phase, bytesRead } = end
  if (end.by === 'deadline') return { outcome: 'timeout', phase }
  if (end.by === 'stall') return { outcome: 'local', phase, code: 'HARNESS_STALLED', detail: STALLED }
  if (end.by === 'abandoned') return { outcome: 'unfinished', phase }
  if (end.by === 'fin') return { outcome: bytesRead > 0 ? 'truncated' : 'dropped', phase, code: 'FIN' }
  return classifyError(end)
}

function classifyError({ phase, error, bytesRead }: BrokenOff): FailureFacts {
  const code = error?.code ?? 'UNKNOWN'
  const facts = { phase, code, detail: error?.message ?? 'the connection ended without a reason' }
  if (LOCAL.has(code)) return { ...facts, outcome: 'local' }
  if (code === 'ETIMEDOUT') return { ...facts, outcome: 'timeout' }
  // What is not known to be the target's doing must not count against it.
  if (phase === 'connect') return { ...facts, outcome: REFUSED.has(code) ? 'refused' : 'local' }
  if (RESET.has(code)) return { ...facts, outcome: bytesRead > 0 ? 'truncated' : 'reset' }
  return { ...facts, outcome: phase === 'tls' || isProtocolError(code) ? 'invalid' : 'local' }
}

/** Errors of node's HTTP parser (llhttp) and of OpenSSL: the bytes are not what they should be. */
function isProtocolError(code: string): boolean {
  return code.startsWith('HPE_') || code.startsWith('ERR_SSL') || code === 'EPROTO'
}
