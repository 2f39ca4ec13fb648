import type { Ledger } from '../../model/ledger.ts'
import { countAttempts } from '../../model/outcome.ts'
import { measured, sumOutcomes } from '../count.ts'
import { bucketsIn, ofKind } from '../in-windows.ts'
import { findHarnessTrouble } from '../reasons/harness.ts'
import { many } from '../say.ts'
import { broken, held, notObserved, type State } from './state.ts'

/** Nobody who connects is turned away: neither refused nor left without an answer to the connect. */
export function checkNoRefusals(ledger: Ledger): State {
  const { refused } = measured(ledger)
  const hanging = ledger.attempts.filter(({ outcome, phase }) => outcome === 'timeout' && phase === 'connect').length
  const inWindows = ledger.restarts.reduce((sum, { outcomes }) => sum + outcomes.refused, 0)
  // A harness that was the bottleneck may have made the timeouts itself: they neither break the guarantee nor let it hold.
  const proven = findHarnessTrouble(ledger).length === 0 ? hanging : 0
  if (refused + proven > 0) {
    return broken(
      `${many(refused, 'request')} refused, ${inWindows} of them around a restart; ${hanging} not accepted in time`,
    )
  }
  if (hanging > 0) return notObserved(`${hanging} not accepted in time, while the harness itself was the bottleneck`)
  const windows = ledger.restarts.flatMap((restart) => ofKind(ledger, bucketsIn(ledger, restart), 'fresh'))
  const tried = countAttempts(sumOutcomes(windows))
  if (tried === 0) return notObserved('nobody opened new connections during a restart: add `fresh` traffic')
  return held(`all ${many(tried, 'new connection')} during the restarts were accepted`)
}
