import type { Ledger } from '../../model/ledger.ts'
import type { PhaseCounts } from '../../model/outcome.ts'
import { countAttempts, type OutcomeCounts } from '../../model/outcome.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { sumMeasured, sumOutcomes } from '../count.ts'
import { findHarnessTrouble } from '../reasons/harness.ts'
import { broken, type GuaranteeState, held, notObserved } from './state.ts'

const CUT = ['reset', 'dropped', 'truncated'] as const

/** No request that had reached the target is lost: its connection is not closed on it and it is answered in time. */
export function checkNoLosses(ledger: Ledger): GuaranteeState {
  const all = sumMeasured(ledger)
  const unanswered = sumUnanswered(ledger.traffic)
  // A harness that was the bottleneck may have made the timeouts itself: they neither break the guarantee nor let it hold.
  const isProof = findHarnessTrouble(ledger).length === 0
  const lost = countCut(all) + (isProof ? unanswered : 0)
  if (lost > 0) {
    const around = countCut(sumOutcomes(ledger.restarts)) + (isProof ? sumUnanswered(ledger.restarts) : 0)
    const cut = CUT.filter((outcome) => all[outcome] > 0).map((outcome) => `${formatCount(all[outcome])} ${outcome}`)
    const words = [...cut, ...(isProof && unanswered > 0 ? [`${formatCount(unanswered)} never answered`] : [])]
    return broken(
      `${countOf(lost, 'request')} lost in flight (${listed(words)}), ${formatCount(around)} of them around a restart`,
    )
  }
  if (unanswered > 0)
    return notObserved(`${countOf(unanswered, 'request')} never answered, while the harness itself was the bottleneck`)
  const { unfinished } = sumOutcomes(ledger.restarts)
  if (unfinished > 0) return notObserved(describeUnfinished(unfinished))
  const exposed = countAttempts(sumOutcomes(ledger.restarts))
  if (exposed === 0) return notObserved('no request was in flight during a restart')
  const retried = ledger.traffic.reduce((sum, account) => sum + countCut(account.retried), 0)
  const again = retried > 0 ? ` for good; ${formatCount(retried)} were lost once and then retried` : ''
  return held(`none of ${countOf(exposed, 'request')} during the restarts was lost in flight${again}`)
}

/** The run waits for all that was in flight at a restart: these are what an interrupt, or an older version, did not wait for. */
export function describeUnfinished(unfinished: number): string {
  return `${countOf(unfinished, 'request')} that ${unfinished === 1 ? 'was' : 'were'} in flight during a restart had no answer when the run ended`
}

function countCut(counts: OutcomeCounts): number {
  return CUT.reduce((sum, outcome) => sum + counts[outcome], 0)
}

/** Timeouts on connections that had been accepted. */
function sumUnanswered(accounts: readonly { timeouts: PhaseCounts }[]): number {
  return accounts.reduce((sum, { timeouts }) => sum + timeouts.tls + timeouts.headers + timeouts.body, 0)
}
