import type { Scenario } from '../model/scenario.ts'
import { findForegone } from '../plan/plan-scenario.ts'

/** What is to be said before a run begins, and goes into its record as trouble. */
export interface Warning {
  code: string
  message: string
}

/** Where a scenario cannot come to a pass, however well its target does. */
export function warnOfClaim(scenario: Scenario): Warning[] {
  return findForegone(scenario).map(({ message }) => ({
    code: 'not-provable',
    message: `as it stands this scenario cannot prove its SLA: ${message}; hitless plan says what to change`,
  }))
}
