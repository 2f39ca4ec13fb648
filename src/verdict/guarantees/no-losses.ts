import type { Ledger } from '../../model/ledger.ts'
import { countAttempts, type OutcomeCounts } from '../../model/outcome.ts'
import { measured, sumOutcomes } from '../count.ts'
import { findHarnessTrouble } from '../reasons/harness.ts'
import { listed, many } from '../say.ts'
import { broken, held, notObserved, type State } from './state.ts'

const LOSSES = ['reset', 'dropped', 'truncated'] as const

/** No request that had reached the target is lost: its connection is not closed on it and it is answered in time. */
export function checkNoLosses(ledger: Ledger): State {
  const all = measured(ledger)
  const around = sumOutcomes(ledger.restarts)
  const unanswered = ledger.attempts.filter(
    ({ outcome, phase }) => outcome === 'timeout' && (phase === 'headers' || phase === 'body'),
  ).length
  // A harness that was the bottleneck may have made the timeouts itself: they neither break the guarantee nor let it hold.
  const proven = findHarnessTrouble(ledger).length === 0 ? unanswered : 0
  const lost = countLost(all) + proven
  if (lost > 0) {
    const kinds = LOSSES.filter((outcome) => all[outcome] > 0).map((outcome) => `${all[outcome]} ${outcome}`)
    const words = listed([...kinds, ...(proven > 0 ? [`${proven} never answered`] : [])])
    return broken(`${many(lost, 'request')} lost in flight: ${words}; ${countLost(around)} cut around a restart`)
  }
  if (unanswered > 0) return notObserved(`${unanswered} never answered, while the harness itself was the bottleneck`)
  const exposed = countAttempts(around)
  if (exposed === 0) return notObserved('no request was on its way during a restart')
  const retried = ledger.traffic.reduce((sum, account) => sum + countLost(account.retried), 0)
  const again = retried > 0 ? ` for good; ${retried} were lost once and went out again` : ''
  return held(`none of ${many(exposed, 'request')} during the restarts was lost in flight${again}`)
}

function countLost(counts: OutcomeCounts): number {
  return LOSSES.reduce((sum, outcome) => sum + counts[outcome], 0)
}
