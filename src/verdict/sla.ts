import type { Ledger } from '../model/ledger.ts'
import { countFailures } from '../model/outcome.ts'
import type { SlaResult } from '../model/report.ts'
import type { Reason } from '../model/verdict.ts'
import { countOf, formatCount, formatShare } from '../text/numbers.ts'
import { describeNotHitless } from '../text/sentences.ts'
import { decideFor, listClaims, type ShareClaims } from './claims.ts'
import { findOtherClients } from './clients.ts'
import { shareOf, sumMeasured, sumOutcomes } from './count.ts'
import { attemptsNeeded, shareBounds } from './interval.ts'
import type { ShareClaim } from './standing.ts'

/** Compares the measured attempts, as they were settled, with the SLA. */
export function compareWithSla(ledger: Ledger): SlaResult {
  const { availability: target, confidence, clients, windows, losses } = ledger.scenario.sla
  const claims = listClaims(ledger)
  const decide = decideFor(ledger)
  const others = findOtherClients(ledger)
  const all = shareOf(sumMeasured(ledger))
  return {
    target,
    confidence,
    clients,
    ...(others.length > 0 && { others }),
    ...all,
    ...boundsOf(claims.all),
    failConfidence: claims.all.failConfidence,
    attemptsNeeded: neededFor(claims.all),
    standing: decide(claims.all),
    windows: {
      ...shareOf(sumOutcomes(ledger.restarts)),
      target: windows ?? null,
      ...(claims.windows && { standing: decide(claims.windows) }),
    },
    traffic: describeTraffic(claims, ledger),
    ...(losses !== undefined && { losses: { limit: losses, failures: all.failures } }),
  }
}

function describeTraffic({ traffic }: ShareClaims, ledger: Ledger): NonNullable<SlaResult['traffic']> {
  const decide = decideFor(ledger)
  return traffic.map((claim) => ({
    name: claim.name,
    standing: decide(claim),
    attempts: claim.share.attempts,
    failures: claim.share.failures,
    ...boundsOf(claim),
    attemptsNeeded: neededFor(claim),
  }))
}

export function neededFor({ share, target, confidence }: ShareClaim): number | null {
  return confidence === null ? null : attemptsNeeded(share.failures, target, confidence)
}

type Bounds = Pick<SlaResult, 'lowerBound' | 'upperBound'>

export function boundsOf({ share: { attempts, failures }, confidence, failConfidence }: ShareClaim): Bounds {
  if (confidence === null || failConfidence === null || attempts === 0) return { lowerBound: null, upperBound: null }
  return {
    lowerBound: 1 - shareBounds(failures, attempts, confidence).upper,
    upperBound: 1 - shareBounds(failures, attempts, failConfidence).lower,
  }
}

/** Why a run passed. */
export function describePass(ledger: Ledger, sla: SlaResult, resent: number): Reason {
  const { attempts, failures, availability, confidence, lowerBound, target } = sla
  const seen = `${formatShare(availability ?? 0)} of ${countOf(attempts, 'request')} succeeded, ${formatCount(failures)} failed`
  const proof =
    confidence === null || lowerBound === null
      ? ''
      : `; at ${formatShare(confidence)} confidence at least ${formatShare(lowerBound)} if requests fail independently`
  const hidden = resent > 0 ? `; ${formatCount(resent)} succeeded only after a retry` : ''
  const lossy = describeNotHitless(ledger.restarts.map(({ outcomes }) => countFailures(outcomes)))
  const begins = lossy === '' ? '' : `${lossy}; `
  return { code: 'sla-met', message: `${begins}${seen}${proof}; target ${formatShare(target)}${hidden}` }
}
