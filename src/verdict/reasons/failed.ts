import type { Ledger } from '../../model/ledger.ts'
import { FIRST_RULES } from '../../model/rules.ts'
import type { Guarantee, Reason, ReasonCode } from '../../model/verdict.ts'
import {
  countOf,
  formatBetween,
  formatCount,
  formatDuration,
  formatShare,
  formatUpperBound,
} from '../../text/numbers.ts'
import { decideFor, listClaims } from '../claims.ts'
import { shareBounds } from '../interval.ts'
import type { ShareClaim } from '../standing.ts'
import { findUnsteadiness } from '../steadiness.ts'
import { restartEndedTarget } from './deaths.ts'
import { restartFailed } from './steps.ts'

/** Why a run failed: each of these was seen, so that no missing evidence can take it back. */
export function findFailed(ledger: Ledger, guarantees: readonly Guarantee[]): Reason[] {
  const claims = listClaims(ledger)
  const decide = decideFor(ledger)
  const isMissed = (claim: ShareClaim) => decide(claim) === 'missed'
  const missed = [claims.all, ...claims.traffic].filter(isMissed)
  return [
    ...restartEndedTarget(ledger),
    ...restartFailed(ledger),
    // The target fails already without a restart: the cost of the restarts cannot be known from that.
    ...(missed.length > 0 ? [claims.baseline].filter(isMissed) : []).map(describeBaseline),
    ...[...missed, ...[claims.windows ?? []].flat().filter(isMissed)].map((claim) => describeMissed(claim, ledger)),
    ...tooManyLosses(ledger),
    ...guarantees.filter((one) => one.status === 'broken' && isRequired(ledger, one)).map(describeBroken),
    ...takeoverTooSlow(ledger),
    ...outageTooLong(ledger),
  ]
}

export function isRequired({ scenario }: Ledger, { id }: Guarantee): boolean {
  return scenario.sla.require.includes(id)
}

function describeBroken({ id, evidence }: Guarantee): Reason {
  return { code: 'guarantee-broken', message: `${id} is required and was broken: ${evidence}` }
}

const MISSED: Record<Exclude<ShareClaim['part'], 'baseline'>, ReasonCode> = {
  all: 'sla-missed',
  traffic: 'sla-missed-by-traffic',
  windows: 'sla-missed-in-windows',
}

function describeMissed(claim: ShareClaim, { rules }: Ledger): Reason {
  const code = claim.part === 'baseline' ? 'baseline-failing' : MISSED[claim.part]
  return {
    code,
    message: `${describe(claim)}${rules === FIRST_RULES ? '' : describeBound(claim)}; target ${formatShare(claim.target)}`,
  }
}

function describeBaseline(claim: ShareClaim): Reason {
  const message = `before the first restart only ${describe(claim)}; target ${formatShare(claim.target)}: fix the target, or reduce its load, first`
  return { code: 'baseline-failing', message }
}

function describe({ requests, share, proof }: ShareClaim): string {
  const { availability, failures, attempts } = proof
  const left = share.failures - failures
  const without = left === 0 ? '' : `, without ${countOf(left, 'timeout')} that the harness may have made itself`
  return `${formatShare(availability ?? 0)} of ${requests} succeeded (${formatCount(failures)} of ${formatCount(attempts)} failed${without})`
}

/** What the failures leave of the target. */
function describeBound({ proof, target, failConfidence }: ShareClaim): string {
  if (failConfidence === null) return ''
  const most = formatUpperBound(1 - shareBounds(proof.failures, proof.attempts, failConfidence).lower)
  // The two can be rounded to the same text.
  const limit = most === formatShare(target) ? 'less than' : 'at most'
  return `, ${limit} ${most} at ${formatShare(failConfidence)} confidence`
}

/** A limit is compared with what was seen: nothing has to be proven. */
function tooManyLosses(ledger: Ledger): Reason[] {
  const { losses: limit } = ledger.scenario.sla
  const { failures, attempts } = listClaims(ledger).all.proof
  if (limit === undefined || failures <= limit) return []
  const allowed = limit === 0 ? 'none' : `at most ${formatCount(limit)}`
  const message = `${formatCount(failures)} of ${countOf(attempts, 'request')} failed; sla.losses allows ${allowed}`
  return [{ code: 'too-many-losses', message }]
}

function takeoverTooSlow(ledger: Ledger): Reason[] {
  const { restarts, scenario } = ledger
  const { takeoverMs: limit } = scenario.sla
  if (limit === undefined || findUnsteadiness(ledger) !== undefined) return []
  return restarts
    .filter(({ takeoverMs, takeoverFromMs = takeoverMs }) => takeoverFromMs !== undefined && takeoverFromMs > limit)
    .map(({ index, takeoverMs = 0, takeoverFromMs = takeoverMs }) => ({
      code: 'takeover-too-slow',
      message: `restart ${index}: the new generation answered after ${formatBetween(takeoverFromMs, takeoverMs)}; the limit is ${formatDuration(limit)}`,
    }))
}

function outageTooLong({ restarts, scenario }: Ledger): Reason[] {
  const { outageMs: limit } = scenario.sla
  if (limit === undefined) return []
  return restarts
    .filter(({ outageMs }) => outageMs !== null && outageMs > limit)
    .map(({ index, outageMs }) => ({
      code: 'outage-too-long',
      message: `restart ${index}: no new connection was answered for ${formatDuration(outageMs ?? 0)}; the limit is ${formatDuration(limit)}`,
    }))
}
