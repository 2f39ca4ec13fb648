import type { Ledger } from '../../model/ledger.ts'
import type { SlaResult } from '../../model/report.ts'
import type { Guarantee, Reason } from '../../model/verdict.ts'
import { countOf, formatCount, formatShare } from '../../text/numbers.ts'
import { findClientErrors } from './client-errors.ts'
import { isRequired } from './failed.ts'
import { findHarnessTrouble } from './harness.ts'
import { findLocalFailures } from './local.ts'
import { findUnsteadyGenerations } from './unsteady.ts'

/** Why nothing is proven, although nothing failed. */
export function findUnproven(ledger: Ledger, sla: SlaResult, guarantees: readonly Guarantee[]): Reason[] {
  return [
    ...notObserved(ledger),
    ...findUnsteadyGenerations(ledger),
    ...missing(ledger),
    ...findClientErrors(ledger),
    ...findLocalFailures(ledger),
    ...findHarnessTrouble(ledger),
    ...notEnough(sla),
    ...guarantees.filter((one) => one.status === 'not-observed' && isRequired(ledger, one)).map(describeNotObserved),
  ]
}

function describeNotObserved({ id, evidence }: Guarantee): Reason {
  return { code: 'guarantee-not-observed', message: `${id} is required and was not observed: ${evidence}` }
}

function notObserved({ restarts }: Ledger): Reason[] {
  const unseen = restarts.filter(({ observed }) => !observed)
  return unseen.map(({ index, detail }) => ({
    code: 'restart-not-observed',
    message: `restart ${index} was not observed: ${detail ?? 'no new generation answered'}`,
  }))
}

function missing({ restarts, scenario }: Ledger): Reason[] {
  const { count } = scenario.restart
  if (restarts.length >= count) return []
  return [{ code: 'restart-missing', message: `only ${restarts.length} of ${count} restarts were made` }]
}

/** Only where the observed value is good enough: a longer run of a failing target proves nothing better. */
function notEnough({ availability, attempts, attemptsNeeded, confidence, target, failures }: SlaResult): Reason[] {
  if (confidence === null || availability === null || availability < target) return []
  if (attemptsNeeded === null) {
    return [
      {
        code: 'not-enough-attempts',
        message: `no number of requests proves ${formatShare(target)}: set a target below 100%, or confidence: none`,
      },
    ]
  }
  if (attempts >= attemptsNeeded) return []
  const message =
    `${countOf(attempts, 'request')} with ${formatCount(failures)} failed do not prove ${formatShare(target)} at ${formatShare(confidence)}: ` +
    `${formatCount(attemptsNeeded)} are needed, ${formatCount(attemptsNeeded - attempts)} more than were made`
  return [{ code: 'not-enough-attempts', message }]
}
