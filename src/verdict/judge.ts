import { exitCodeOf } from '../model/exit-codes.ts'
import type { Ledger } from '../model/ledger.ts'
import type { Judgement } from '../model/report.ts'
import type { Reason, Verdict, VerdictStatus } from '../model/verdict.ts'
import { countResent, viewRetrying, viewStrict } from './clients.ts'
import { findUnmet, type RunResult } from './expectation.ts'
import { findFindings } from './findings.ts'
import { checkGuarantees } from './guarantees.ts'
import { project } from './projection.ts'
import { findCutShort } from './reasons/cut-short.ts'
import { findDeaths } from './reasons/deaths.ts'
import { findFailed } from './reasons/failed.ts'
import { findInvalid, isVoidByRules1 } from './reasons/invalid.ts'
import { findUnproven } from './reasons/unproven.ts'
import { compareWithSla, describePass } from './sla.ts'
import { findUnsteadiness } from './steadiness.ts'

/** Says what an account means. Pure: the same ledger always gives the same judgement. */
export function judge(ledger: Ledger): Judgement {
  const sla = compareWithSla(ledger)
  const retrying = viewRetrying(ledger)
  const guarantees = checkGuarantees(ledger)
  const invalid = findInvalid(ledger)
  const cutShort = findCutShort(ledger)
  const failed = findFailed(ledger, guarantees)
  const unproven = findUnproven(ledger, guarantees)
  const status = decide(invalid.length > 0 || isVoidByRules1(ledger), failed, [...cutShort, ...unproven])
  const against = [...invalid, ...cutShort, ...failed, ...unproven]
  const reasons = against.length > 0 ? against : [describePass(ledger, sla, countResent(ledger))]
  const findings = findFindings(ledger)
  return {
    verdict: giveVerdict(ledger, { status, guarantees, findings }, reasons),
    sla,
    strict: viewStrict(ledger),
    retrying,
    guarantees,
    findings,
    projection: project(ledger),
    unsteady: findUnsteadiness(ledger),
  }
}

/** A void account proves nothing; what was seen to fail outranks what was not seen, and what ended the run; a pass is what is left. */
function decide(isVoid: boolean, failed: Reason[], unproven: Reason[]): VerdictStatus {
  if (isVoid) return 'inconclusive'
  if (failed.length > 0) return 'fail'
  return unproven.length > 0 ? 'inconclusive' : 'pass'
}

function giveVerdict(ledger: Ledger, ended: RunResult, reasons: Reason[]): Verdict {
  const { scenario, interrupted } = ledger
  const { status } = ended
  const { expect } = scenario
  const unmet = expect && findUnmet(expect, ended)
  const targetDied = findDeaths(ledger).length > 0
  const exitCode = exitCodeOf({ status, asExpected: unmet && unmet.length === 0, interrupted, targetDied })
  return { status, exitCode, ...(expect && { expected: expect.verdict, unmet }), reasons }
}
