import type { SlaResult } from '../../model/report.ts'
import type { Reason } from '../../model/verdict.ts'
import { countOf, formatCount, formatShare } from '../../text/numbers.ts'

/** Why a run passed. */
export function describePass(sla: SlaResult, resent: number): Reason {
  const { attempts, failures, availability, confidence, lowerBound, target } = sla
  const seen = `${formatShare(availability ?? 0)} of ${countOf(attempts, 'request')} succeeded, ${formatCount(failures)} failed`
  const proof =
    confidence === null || lowerBound === null
      ? ''
      : `; at ${formatShare(confidence)} confidence at least ${formatShare(lowerBound)}`
  const hidden = resent > 0 ? `; ${formatCount(resent)} succeeded only after a retry` : ''
  return { code: 'sla-met', message: `${seen}${proof}; target ${formatShare(target)}${hidden}` }
}
