import type { Standing } from '../model/sla-result.ts'
import { isProof } from './interval.ts'
import { isBelow, type ShareClaim } from './standing.ts'

/** Rules 1, for journals of their time: an observed value below the target failed a run; only all requests together had to prove it. */
export function decideByRules1({ part, share, proof, target, confidence }: ShareClaim): Standing | null {
  if (share.availability === null) return null
  if (isBelow(proof, target)) return 'missed'
  if (part !== 'all' || confidence === null || isBelow(share, target)) return 'met'
  return isProof(share.failures, share.attempts, target, confidence) ? 'met' : 'open'
}
