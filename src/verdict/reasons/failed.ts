import type { Ledger } from '../../model/ledger.ts'
import type { OutcomeCounts } from '../../model/outcome.ts'
import type { Guarantee, Reason } from '../../model/verdict.ts'
import { formatCount, formatDuration, formatShare } from '../../text/numbers.ts'
import { type Share, shareOf, sumMeasured, sumOutcomes } from '../count.ts'
import { findHarnessTrouble } from './harness.ts'

/** Why a run failed: each of these was seen, so that no missing evidence can take it back. */
export function findFailed(ledger: Ledger, guarantees: readonly Guarantee[]): Reason[] {
  const count = counterFor(ledger)
  const missed = [...missedInTotal(ledger, count), ...missedByTraffic(ledger, count)]
  return [
    ...restartEndedTarget(ledger),
    ...(missed.length > 0 ? baselineFailing(ledger) : []),
    ...missed,
    ...missedInWindows(ledger, count),
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

function isBelow({ availability }: { availability: number | null }, target: number): boolean {
  return availability !== null && availability < target
}

function describe(requests: string, { availability, failures, attempts }: Share, target: number): string {
  return `${formatShare(availability ?? 0)} of ${requests} succeeded (${formatCount(failures)} of ${formatCount(attempts)} failed); target ${formatShare(target)}`
}

type Count = (outcomes: Partial<OutcomeCounts>) => Share

/**
 * What counts as proof of a failure. Where the harness itself was the bottleneck, a timeout may be its own doing; what the
 * target refused, cut or answered wrongly is not.
 */
function counterFor(ledger: Ledger): Count {
  return findHarnessTrouble(ledger).length === 0 ? shareOf : (outcomes) => shareOf({ ...outcomes, timeout: 0 })
}

function missedInTotal(ledger: Ledger, count: Count): Reason[] {
  const target = ledger.scenario.sla.availability
  const share = count(sumMeasured(ledger))
  return isBelow(share, target) ? [{ code: 'sla-missed', message: describe('requests', share, target) }] : []
}

function missedByTraffic({ traffic, scenario }: Ledger, count: Count): Reason[] {
  const target = scenario.sla.availability
  const shares = traffic.map(({ name, outcomes }) => ({ name, share: count(outcomes) }))
  return shares
    .filter(({ share }) => isBelow(share, target))
    .map(({ name, share }) => ({ code: 'sla-missed-by-traffic', message: describe(`${name} requests`, share, target) }))
}

function missedInWindows({ restarts, scenario }: Ledger, count: Count): Reason[] {
  const { windows: target } = scenario.sla
  const share = count(sumOutcomes(restarts))
  if (target === undefined || !isBelow(share, target)) return []
  return [{ code: 'sla-missed-in-windows', message: describe('requests around the restarts', share, target) }]
}

/** The target fails already without a restart: the cost of the restarts cannot be known from that. */
function baselineFailing({ baseline, scenario }: Ledger): Reason[] {
  const share = shareOf(baseline.outcomes)
  if (!isBelow(share, scenario.sla.availability)) return []
  const { availability } = scenario.sla
  const message = `before the first restart only ${describe('requests', share, availability)}: fix the target, or reduce its load, first`
  return [{ code: 'baseline-failing', message }]
}

/** What a signal without a handler does, or a reload that crashes. */
function restartEndedTarget({ events }: Ledger): Reason[] {
  const death = events.find((event) => event.kind === 'target-died')
  const how = death === undefined ? '' : ` (${death.how})`
  return events
    .filter((event) => event.kind === 'restart-settled' && event.died)
    .map((event) => ({
      code: 'restart-ended-target',
      message:
        `restart ${'index' in event ? event.index : '?'} ended the target${how}, and nothing took its place: ` +
        'does it handle the signal? A target that has to be started again needs the steps stop and start',
    }))
}

function takeoverTooSlow({ restarts, scenario }: Ledger): Reason[] {
  const { takeoverMs: limit } = scenario.sla
  if (limit === undefined) return []
  return restarts
    .filter(({ takeoverMs }) => takeoverMs !== undefined && takeoverMs > limit)
    .map(({ index, takeoverMs = 0 }) => ({
      code: 'takeover-too-slow',
      message: `restart ${index}: the new generation answered after ${formatDuration(takeoverMs)}; the limit is ${formatDuration(limit)}`,
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
