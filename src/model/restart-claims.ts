import type { Attempt } from './attempt.ts'
import { type LastingOutage, lasted, type TimeSpan, wasUnderWay } from './ledger.ts'
import { isFailure } from './outcome.ts'
import { findFirst } from './sorted.ts'

/** What a restart claims of the account: what was on its way in its window, and its lasting outages. */
export interface RestartClaim extends TimeSpan {
  begun: number
  lasting?: readonly LastingOutage[]
}

/**
 * The position of the restart, of all in order, that an attempt belongs to; -1 where it is none's. What was cut or refused ended by the last
 * restart that it was on its way in; what hangs was left hanging by the first.
 */
export function findClaim(
  attempt: Pick<Attempt, 'traffic' | 'outcome' | 'due' | 'end'>,
  claims: readonly RestartClaim[],
): number {
  const failed = isFailure(attempt.outcome)
  const lasting = failed ? claims.findIndex((claim) => lasted(claim.lasting ?? [], attempt)) : -1
  if (lasting >= 0) return lasting
  const last = failed && attempt.outcome !== 'timeout' ? findFirst(claims, ({ begun }) => begun > attempt.end) - 1 : -1
  return [last, findFirst(claims, ({ to }) => attempt.due < to)].find((i) => isOn(attempt, claims[i])) ?? -1
}

function isOn(attempt: Pick<Attempt, 'due' | 'end'>, claim: TimeSpan | undefined): boolean {
  return claim !== undefined && wasUnderWay(attempt, claim)
}
