import type { Standing } from '../model/sla-result.ts'
import type { Share } from './count.ts'
import { isDisproof, isProof } from './interval.ts'

/** A target for a share of requests, and what was counted. */
export interface ShareClaim {
  /** All requests together, those of one traffic, those around the restarts, or those before them. */
  part: 'all' | 'traffic' | 'windows' | 'baseline'
  /** `requests`, `slow requests`. */
  requests: string
  share: Share
  /** The same without failures that the harness may have made itself. */
  proof: Share
  target: number
  /** With which the target must be reached for a pass; null compares observed values. */
  confidence: number | null
  /** With which it must be missed for a failure, see shareDoubt. */
  failConfidence: number | null
}

/** Says what a claim comes to; null where nothing was counted. */
export type Decide = (claim: ShareClaim) => Standing | null

/** A pass by the lower bound, a failure by the upper one; in between a share says neither. */
export function decideByBounds({ share, proof, target, confidence, failConfidence }: ShareClaim): Standing | null {
  if (share.availability === null) return null
  if (confidence === null || failConfidence === null) return isBelow(proof, target) ? 'missed' : 'met'
  if (proof.attempts > 0 && isDisproof(proof.failures, proof.attempts, target, failConfidence)) return 'missed'
  return isProof(share.failures, share.attempts, target, confidence) ? 'met' : 'open'
}

export function isBelow({ availability }: Share, target: number): boolean {
  return availability !== null && availability < target
}

/**
 * The confidence of each of several ways to fail: they share the doubt, so that all of them together make a false failure no more
 * often than 1 − confidence (Bonferroni).
 */
export function shareDoubt(confidence: number | null, ways: number): number | null {
  return confidence === null ? null : 1 - (1 - confidence) / ways
}
