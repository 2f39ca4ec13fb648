import type { Ledger } from '../model/ledger.ts'
import { addOutcomes, countFailures, noOutcomes, type OutcomeCounts } from '../model/outcome.ts'

/** Attempts that count against an SLA: without `unfinished` and `local`. */
export interface Share {
  attempts: number
  failures: number
  /** ok / attempts; null where nothing was counted. */
  availability: number | null
}

export function shareOf(outcomes: Partial<OutcomeCounts>): Share {
  const failures = countFailures(outcomes)
  const attempts = (outcomes.ok ?? 0) + failures
  return { attempts, failures, availability: attempts === 0 ? null : (attempts - failures) / attempts }
}

export function sumOutcomes(parts: readonly { outcomes: Partial<OutcomeCounts> }[]): OutcomeCounts {
  return parts.reduce((sum, { outcomes }) => addOutcomes(sum, outcomes), noOutcomes())
}

/** All measured attempts of a run. */
export function sumMeasured(ledger: Ledger): OutcomeCounts {
  return sumOutcomes(ledger.traffic)
}
