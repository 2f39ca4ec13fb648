import type { SlaResult } from '../../model/report.ts'
import type { Reason } from '../../model/verdict.ts'
import { grouped, many, percent } from '../../text/sentences.ts'

/** Why a run passed. */
export function tellPassed(sla: SlaResult, resent: number): Reason {
  const { attempts, failures, availability, confidence, lowerBound, target } = sla
  const seen = `${percent(availability ?? 0)} of ${many(attempts, 'request')} succeeded, ${grouped(failures)} failed`
  const proof =
    confidence === null || lowerBound === null
      ? ''
      : `; at ${percent(confidence)} confidence at least ${percent(lowerBound)}`
  const hidden = resent > 0 ? `; ${grouped(resent)} went out twice, without retries they would have failed` : ''
  return { code: 'sla-met', message: `${seen}${proof}; wanted ${percent(target)}${hidden}` }
}
