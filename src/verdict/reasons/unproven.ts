import type { Ledger } from '../../model/ledger.ts'
import { countFailures } from '../../model/outcome.ts'
import type { Guarantee, Reason } from '../../model/verdict.ts'
import { countOf, formatBetween, formatCount, formatDuration, formatShare } from '../../text/numbers.ts'
import { decideFor, listClaims } from '../claims.ts'
import { shareOf, sumMeasured, sumOutcomes } from '../count.ts'
import { describeUnfinished } from '../guarantees/no-losses.ts'
import { neededFor } from '../sla.ts'
import type { ShareClaim } from '../standing.ts'
import { findUnsteadiness } from '../steadiness.ts'
import { findChangedAnswers } from './answers-changed.ts'
import { findUselessAnswers } from './client-errors.ts'
import { isRequired } from './failed.ts'
import { findHarnessTrouble } from './harness.ts'
import { findLocalFailures } from './local.ts'
import { waitsFailed } from './steps.ts'
import { findUnmeasured } from './unmeasured.ts'

/** Why nothing is proven, although nothing failed. */
export function findUnproven(ledger: Ledger, guarantees: readonly Guarantee[]): Reason[] {
  return [
    ...findUselessAnswers(ledger),
    ...findChangedAnswers(ledger),
    ...waitsFailed(ledger),
    ...noTraffic(ledger),
    ...notObserved(ledger),
    ...unsteady(ledger),
    ...missing(ledger),
    ...findUnmeasured(ledger),
    ...takeoverUnclear(ledger),
    ...leftUnanswered(ledger),
    ...findLocalFailures(ledger),
    ...findHarnessTrouble(ledger),
    ...findTooFew(ledger),
    ...guarantees.filter((one) => one.status === 'not-observed' && isRequired(ledger, one)).map(describeNotObserved),
  ]
}

function describeNotObserved({ id, evidence }: Guarantee): Reason {
  return { code: 'guarantee-not-observed', message: `${id} is required and was not observed: ${evidence}` }
}

function noTraffic(ledger: Ledger): Reason[] {
  if (shareOf(sumMeasured(ledger)).attempts > 0) return []
  return [
    { code: 'no-traffic', message: 'no request was measured: the traffic did not start, or the warm-up never ended' },
  ]
}

/** By process the first answer of a new generation is known between two moments: the limit may lie in between. */
function takeoverUnclear(ledger: Ledger): Reason[] {
  const { restarts, scenario } = ledger
  if (findUnsteadiness(ledger) !== undefined) return []
  const { takeoverMs: limit = Number.POSITIVE_INFINITY } = scenario.sla
  return restarts
    .filter(({ takeoverMs = 0, takeoverFromMs = takeoverMs }) => takeoverFromMs <= limit && takeoverMs > limit)
    .map(({ index, takeoverMs = 0, takeoverFromMs = takeoverMs }) => ({
      code: 'takeover-unclear',
      message:
        `restart ${index}: the new generation answered first after ${formatBetween(takeoverFromMs, takeoverMs)}, so whether within ` +
        `sla.takeover (${formatDuration(limit)}) is not decided; a header or a body pattern for target.generation shows it`,
    }))
}

function notObserved({ restarts }: Ledger): Reason[] {
  const unseen = restarts.filter(({ observed }) => !observed)
  return unseen.map(({ index, detail }) => ({
    code: 'restart-not-observed',
    message: `restart ${index} was not observed: ${detail ?? 'no new generation answered'}`,
  }))
}

/** Only an interrupt ends the wait for them, and that is a reason of its own; older versions did not wait. */
function leftUnanswered({ restarts, interrupted }: Ledger): Reason[] {
  const { unfinished } = sumOutcomes(restarts)
  if (interrupted || unfinished === 0) return []
  return [
    { code: 'left-unanswered', message: `${describeUnfinished(unfinished)}: whether they were lost is not known` },
  ]
}

function unsteady(ledger: Ledger): Reason[] {
  const message = findUnsteadiness(ledger)
  return message === undefined ? [] : [{ code: 'restart-not-observed', message }]
}

function missing({ restarts, scenario }: Ledger): Reason[] {
  const { count } = scenario.restart
  if (restarts.length >= count) return []
  return [{ code: 'restart-missing', message: `only ${restarts.length} of ${count} restarts were made` }]
}

/** Requests of which more could prove a target, or rule it out: all together, and those around the restarts where they have a target of their own. */
export function findTooFew(ledger: Ledger): Reason[] {
  const { all, windows } = listClaims(ledger)
  const open = [all, ...(windows ? [windows] : [])].filter((claim) => decideFor(ledger)(claim) === 'open')
  return open.map((claim) => ({ code: 'not-enough-attempts', message: describeOpen(claim, ledger) }))
}

function describeOpen(claim: ShareClaim, { restarts }: Ledger): string {
  const { requests, share, target, confidence } = claim
  const needed = neededFor(claim)
  if (needed === null)
    return `no number of requests proves ${formatShare(target)}: set a target below 100% and losses: 0, or confidence: none`
  const more = `${formatCount(needed - share.attempts)} more, none of them lost, would prove it`
  const lossy = share.failures > 0 && restarts.some(({ outcomes }) => countFailures(outcomes) > 0)
  return (
    `${formatCount(share.attempts)} ${requests} with ${formatCount(share.failures)} failed are too few to tell whether ${formatShare(target)} ` +
    `is met at ${formatShare(confidence ?? 0)} confidence: ${more}${lossy || claim.part === 'windows' ? describeRestarts(claim, needed, restarts.length) : ''}`
  )
}

/** What is lost is lost around restarts: more time without any would only dilute it. */
function describeRestarts({ share }: ShareClaim, needed: number, made: number): string {
  const count = Math.ceil((made * needed) / share.attempts)
  return `; make ${countOf(count, 'restart')} instead of ${formatCount(made)}, as far apart as these: a longer baseline would only dilute what restarts lose`
}
