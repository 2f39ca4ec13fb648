import type { Ledger } from '../../model/ledger.ts'
import { FIRST_RULES } from '../../model/rules.ts'
import type { Reason } from '../../model/verdict.ts'
import { describeProgress, findCutShort } from './cut-short.ts'

/** Why a run proves nothing, whatever was seen in it: its account does not balance, or its end is missing. */
export function findInvalid(ledger: Ledger): Reason[] {
  return [...outOfBalance(ledger), ...incomplete(ledger)]
}

/** By the first rules an early end and a step that failed took back whatever had been seen. */
export function isVoidByRules1(ledger: Ledger): boolean {
  const { rules, events } = ledger
  return rules === FIRST_RULES && (findCutShort(ledger).length > 0 || events.some(({ kind }) => kind === 'step-failed'))
}

function outOfBalance({ imbalances }: Ledger): Reason[] {
  if (imbalances.length === 0) return []
  const message = `the counts do not balance, which is a bug in hitless; please report it: ${imbalances.join('; ')}`
  return [{ code: 'account-out-of-balance', message }]
}

function incomplete(ledger: Ledger): Reason[] {
  if (ledger.complete || ledger.interrupted) return []
  const made = describeProgress(ledger)
  const message = `the journal ends ${made} without the end of the run: it was killed, or its disk was full`
  return [{ code: 'journal-incomplete', message }]
}
