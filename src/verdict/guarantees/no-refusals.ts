import type { Ledger } from '../../model/ledger.ts'
import type { PhaseCounts } from '../../model/outcome.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { shareOf, sumMeasured, sumOutcomes } from '../count.ts'
import { bucketsIn, withTrait } from '../in-windows.ts'
import { findHarnessTrouble } from '../reasons/harness.ts'
import { broken, type GuaranteeState, held, notObserved } from './state.ts'

/** No connecting client is turned away: neither refused nor left without an answer to the connect. */
export function checkNoRefusals(ledger: Ledger): GuaranteeState {
  const { refused } = sumMeasured(ledger)
  const hanging = sumHanging(ledger.traffic)
  // A harness that was the bottleneck may have made the timeouts itself: they neither break the guarantee nor let it hold.
  const proven = findHarnessTrouble(ledger).length === 0 ? hanging : 0
  if (refused + proven > 0) {
    const words = [
      ...(refused > 0
        ? [`${countOf(refused, 'request')} refused, ${formatCount(refusedAround(ledger))} of them around a restart`]
        : []),
      ...(proven > 0
        ? [
            `${formatCount(proven)} not accepted in time, ${formatCount(sumHanging(ledger.restarts))} of them around a restart`,
          ]
        : []),
    ]
    return broken(words.join('; '))
  }
  if (hanging > 0)
    return notObserved(
      `${countOf(hanging, 'request')} not accepted in time, while the harness itself was the bottleneck`,
    )
  const windows = ledger.restarts.flatMap((restart) =>
    withTrait(ledger, bucketsIn(ledger, restart), 'opensConnections'),
  )
  const tried = shareOf(sumOutcomes(windows)).attempts
  if (tried === 0) return notObserved(describeUntried(ledger))
  return held(`all ${countOf(tried, 'new connection')} during the restarts were accepted`)
}

function describeUntried({ traffic }: Ledger): string {
  const opening = traffic.filter(({ traits }) => traits.opensConnections).map(({ name }) => name)
  const advice = opening.length === 0 ? 'add `fresh` traffic' : `raise the rate of ${listed(opening)}`
  return `no new connections were opened during a restart: ${advice}`
}

function refusedAround({ restarts }: Ledger): number {
  return restarts.reduce((sum, { outcomes }) => sum + outcomes.refused, 0)
}

function sumHanging(accounts: readonly { timeouts: PhaseCounts }[]): number {
  return accounts.reduce((sum, { timeouts }) => sum + timeouts.connect, 0)
}
