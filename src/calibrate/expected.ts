import type { Attempt, Phase } from '../model/attempt.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Fault } from './server/faults.ts'

/** What an attempt has to come to that met with something. */
interface Expected {
  outcome: Outcome
  /** Where it ended, of failures. */
  phase?: Phase
}

/** What each fault has to be reported as, see docs/outcomes.md. */
export const EXPECTED: Record<Fault, Expected> = {
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
}

/** Whether an attempt was reported as it should be, RST and FIN told apart also where both truncate. */
export function isAsExpected(fault: Fault, { outcome, phase, code }: Attempt): boolean {
  const expected = EXPECTED[fault]
  if (outcome !== expected.outcome || phase !== expected.phase) return false
  return outcome !== 'truncated' || (code === 'FIN') === fault.startsWith('fin')
}
