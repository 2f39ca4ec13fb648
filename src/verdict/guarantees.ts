import type { Ledger } from '../model/ledger.ts'
import { GUARANTEES, type Guarantee, type GuaranteeId } from '../model/verdict.ts'
import { checkConnectionsKept } from './guarantees/connections-kept.ts'
import { checkNoLosses } from './guarantees/no-losses.ts'
import { checkNoRefusals } from './guarantees/no-refusals.ts'
import { checkReplaced } from './guarantees/replaced.ts'
import { checkResponsive } from './guarantees/responsive.ts'
import type { GuaranteeCheck } from './guarantees/state.ts'
import { checkTakeover } from './guarantees/takeover.ts'

const CHECKS: Record<GuaranteeId, GuaranteeCheck> = {
  'no-refusals': checkNoRefusals,
  'no-losses': checkNoLosses,
  'connections-kept': checkConnectionsKept,
  replaced: checkReplaced,
  takeover: checkTakeover,
  responsive: checkResponsive,
}

/** All guarantees, in their fixed order, required or not. */
export function checkGuarantees(ledger: Ledger): Guarantee[] {
  return GUARANTEES.map((id) => ({ id, ...CHECKS[id](ledger) }))
}
