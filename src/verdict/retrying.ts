import type { Ledger } from '../model/ledger.ts'
import { countAttempts } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'
import { measured, shareOf } from './count.ts'

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
