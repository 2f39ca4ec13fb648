import type { ShownEnd } from '../../model/calibration.ts'
import type { Lifeline } from '../../model/lifeline.ts'
import type { LongLivedEnd } from '../server/long-lived/plan.ts'

/** What the end of a connection has to come to. */
interface ExpectedEnd {
  shown: ShownEnd
  /** What the protocol said. */
  code?: string
}

const BY_FIN = { shown: 'cut FIN' } as const
const BY_RST = { shown: 'cut RST' } as const
const BY_SILENCE = { shown: 'stalled' } as const

/** What each end has to be reported as, see docs/reference/outcomes.md, docs/explain/http2.md and docs/explain/transfers.md. */
export const EXPECTED_ENDS: Record<LongLivedEnd, ExpectedEnd> = {
  held: { shown: 'kept' },
  finished: { shown: 'graceful' },
  'close-frame': { shown: 'graceful', code: '1001' },
  goaway: { shown: 'graceful', code: 'NO_ERROR' },
  'goaway-above': { shown: 'graceful', code: 'NO_ERROR' },
  '503-in-upload': { shown: 'graceful', code: '503' },
  '200-in-upload': { shown: 'graceful', code: '200' },
  fin: BY_FIN,
  eof: BY_FIN,
  'fin-in-body': BY_FIN,
  'fin-in-upload': BY_FIN,
  'goaway-then-fin': { shown: 'cut FIN', code: 'NO_ERROR' },
  rst: BY_RST,
  'rst-in-body': BY_RST,
  'rst-in-upload': BY_RST,
  garbage: { shown: 'cut' },
  silence: BY_SILENCE,
  'silence-in-body': BY_SILENCE,
}

export function showEnd({ end, sign }: Pick<Lifeline, 'end' | 'sign'>): ShownEnd {
  if (end !== 'cut') return end
  return sign === 'FIN' || sign === 'RST' ? `cut ${sign}` : 'cut'
}

/** Whether an end was reported as it should be, with what the protocol said, and with who ended it. */
export function isEndAsExpected(end: LongLivedEnd, lifeline: Lifeline): boolean {
  const { shown, code } = EXPECTED_ENDS[end]
  if (showEnd(lifeline) !== shown || (lifeline.by === 'client') !== (shown === 'kept')) return false
  return code === undefined || lifeline.code === code
}
