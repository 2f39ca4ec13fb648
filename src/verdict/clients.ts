import type { Ledger } from '../model/ledger.ts'
import { addOutcomes, countAttempts, noOutcomes } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'
import { measured, shareOf } from './count.ts'

/** The run as a client sees it that never sends anything again: what a retry made good is lost, as its first try was. */
export function viewStrict(ledger: Ledger): Report['strict'] {
  const mended = ledger.traffic.reduce((sum, traffic) => addOutcomes(sum, traffic.mended), noOutcomes())
  const seen = measured(ledger)
  const outcomes = addOutcomes({ ...seen, ok: seen.ok - countAttempts(mended) }, mended)
  const { failures, availability } = shareOf(outcomes)
  return { failures, availability, outcomes }
}

/**
 * The run as a client sees it that retries as the RFCs allow. Where clients really retried, it is the run itself, and
 * `retried` says how many went out twice; where they were strict, what a retry would have hidden is taken off.
 */
export function viewRetrying(ledger: Ledger): Report['retrying'] {
  const { attempts, failures, availability } = shareOf(measured(ledger))
  if (ledger.scenario.sla.clients === 'retrying') {
    const retried = ledger.traffic.reduce((sum, traffic) => sum + countAttempts(traffic.retried), 0)
    return { failures, retried, availability }
  }
  const hidden = ledger.traffic.reduce((sum, { retryable }) => sum + retryable, 0)
  const left = failures - hidden
  return { failures: left, retried: hidden, availability: attempts === 0 ? null : (attempts - left) / attempts }
}
