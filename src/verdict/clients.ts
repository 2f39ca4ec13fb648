import type { Ledger } from '../model/ledger.ts'
import { addOutcomes, countAttempts, noOutcomes } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'
import { shareOf, sumMeasured } from './count.ts'

/** The run as a client sees it that never sends anything again: what a retry made good is lost, as its first try was. */
export function viewStrict(ledger: Ledger): Report['strict'] {
  const recovered = ledger.traffic.reduce((sum, traffic) => addOutcomes(sum, traffic.recoveredByRetry), noOutcomes())
  const seen = sumMeasured(ledger)
  const outcomes = addOutcomes({ ...seen, ok: seen.ok - countAttempts(recovered) }, recovered)
  const { failures, availability } = shareOf(outcomes)
  return { failures, availability, outcomes }
}

/**
 * The run as seen by a client that retries as the RFCs allow. What clients really sent again is in the ledger as it was
 * settled; where they were strict, what a retry would have hidden is taken off.
 */
export function viewRetrying(ledger: Ledger): Report['retrying'] {
  const { attempts, failures, availability } = shareOf(sumMeasured(ledger))
  const resent = countResent(ledger)
  const hidden = ledger.traffic.reduce((sum, { retryable }) => sum + retryable, 0)
  const left = failures - hidden
  return {
    failures: left,
    retried: resent + hidden,
    ...(findOtherClients(ledger).length > 0 && { resent }),
    availability: hidden === 0 ? availability : (attempts - left) / attempts,
  }
}

/** Measured attempts that were really sent again. */
export function countResent({ traffic }: Pick<Ledger, 'traffic'>): number {
  return traffic.reduce((sum, { retried }) => sum + countAttempts(retried), 0)
}

/** The traffic whose clients are of the other kind than those of the scenario. */
export function findOtherClients({ scenario: { sla, traffic } }: Pick<Ledger, 'scenario'>): string[] {
  return traffic.filter(({ clients = sla.clients }) => clients !== sla.clients).map(({ name }) => name)
}
