import type { Attempt } from '../model/attempt.ts'
import type { Outcome, Phase } from '../model/outcome.ts'
import { FAULTS } from './server/http1/faults.ts'
import { HTTP2_ENDS, STREAM_FAULTS } from './server/http2/faults.ts'
import type { AnyFault, Committed } from './server/protocol.ts'
import { DOWNLOAD_FAULTS, UPLOAD_FAULTS } from './server/transfers/faults.ts'

/** What an attempt has to come to that met with something. */
interface Expected {
  outcome: Outcome
  /** Where it ended, of failures. */
  phase?: Phase
  /** Where the outcome and the phase leave open which of several it was. */
  code?: string
}

/** All that there is, in the order in which it is shown. */
export const ALL_FAULTS: readonly AnyFault[] = [
  ...new Set<AnyFault>([...FAULTS, ...STREAM_FAULTS, ...HTTP2_ENDS, ...DOWNLOAD_FAULTS, ...UPLOAD_FAULTS]),
]

/** What each fault has to be reported as, see docs/reference/outcomes.md. */
export const EXPECTED: Record<AnyFault, Expected> = {
  fin: { outcome: 'dropped', phase: 'headers' },
  rst: { outcome: 'reset', phase: 'headers' },
  'fin-in-headers': { outcome: 'truncated', phase: 'headers' },
  'rst-in-headers': { outcome: 'truncated', phase: 'headers' },
  'fin-in-body': { outcome: 'truncated', phase: 'body' },
  'rst-in-body': { outcome: 'truncated', phase: 'body' },
  'fin-in-chunked': { outcome: 'truncated', phase: 'body' },
  'rst-in-chunked': { outcome: 'truncated', phase: 'body' },
  '503': { outcome: 'status', phase: 'body' },
  garbage: { outcome: 'invalid', phase: 'headers' },
  silence: { outcome: 'timeout', phase: 'headers' },
  'silence-in-body': { outcome: 'timeout', phase: 'body' },
  'close-announced': { outcome: 'ok' },
  'eof-body': { outcome: 'ok' },
  'early-fin-after-response': { outcome: 'ok' },
  'stream-refused': { outcome: 'reset', phase: 'headers', code: 'REFUSED_STREAM' },
  'stream-reset': { outcome: 'reset', phase: 'headers', code: 'INTERNAL_ERROR' },
  'stream-reset-in-body': { outcome: 'truncated', phase: 'body', code: 'CANCEL' },
  goaway: { outcome: 'ok' },
  'goaway-above': { outcome: 'reset', phase: 'headers', code: 'GOAWAY_UNPROCESSED' },
  'goaway-then-fin': { outcome: 'dropped', phase: 'headers' },
  'wrong-byte': { outcome: 'invalid', phase: 'body', code: 'CONTENT_MISMATCH' },
  'short-body': { outcome: 'invalid', phase: 'body', code: 'CONTENT_MISMATCH' },
  'fin-in-upload': { outcome: 'dropped', phase: 'headers' },
  'rst-in-upload': { outcome: 'reset', phase: 'headers' },
  '503-in-upload': { outcome: 'status', phase: 'body', code: '503' },
  '200-in-upload': { outcome: 'invalid', phase: 'body', code: 'EARLY_ANSWER' },
  'wrong-count': { outcome: 'invalid', phase: 'body', code: 'COUNT_MISMATCH' },
}

/** Whether an attempt was reported as it should be: RST and FIN distinguished also where both truncate, and a wrong byte in its place. */
export function isAsExpected({ fault, place }: Pick<Committed, 'fault' | 'place'>, attempt: Attempt): boolean {
  const { outcome, phase, code } = EXPECTED[fault]
  if (attempt.outcome !== outcome || attempt.phase !== phase) return false
  if (code !== undefined && attempt.code !== code) return false
  if (place !== undefined && attempt.detail?.startsWith(`at byte ${place} `) !== true) return false
  return outcome !== 'truncated' || (attempt.code === 'FIN') === fault.startsWith('fin')
}
