import type { RunEvent } from '../../model/event.ts'
import type { Ledger } from '../../model/ledger.ts'
import type { Reason } from '../../model/verdict.ts'
import { shareOf, sumMeasured } from '../count.ts'

/** Why a run proves nothing: the experiment itself is void. */
export function findInvalid(ledger: Ledger): Reason[] {
  return [
    ...outOfBalance(ledger),
    ...cutShort(ledger),
    ...targetDied(ledger),
    ...stepsFailed(ledger),
    ...noTraffic(ledger),
  ]
}

function outOfBalance({ imbalances }: Ledger): Reason[] {
  if (imbalances.length === 0) return []
  const message = `the counts do not balance, which is a bug in hitless; please report it: ${imbalances.join('; ')}`
  return [{ code: 'account-out-of-balance', message }]
}

function cutShort({ complete, interrupted, restarts, scenario }: Ledger): Reason[] {
  const { count } = scenario.restart
  const underWay = restarts.find(({ settled }) => settled === undefined)
  const made = underWay
    ? `during restart ${underWay.index} of ${count}`
    : `after ${restarts.length} of ${count} restarts`
  if (interrupted) return [{ code: 'interrupted', message: `the run was interrupted ${made}` }]
  if (complete) return []
  const message = `the journal ends ${made} without the end of the run: it was killed, or its disk was full`
  return [{ code: 'journal-incomplete', message }]
}

/** Deaths that no restart brought about. */
export function findDeaths({ events }: Ledger): Extract<RunEvent, { kind: 'target-died' }>[] {
  const byRestart = events.some((event) => event.kind === 'restart-settled' && event.died)
  return byRestart ? [] : events.filter((event) => event.kind === 'target-died')
}

function targetDied(ledger: Ledger): Reason[] {
  const deaths = findDeaths(ledger)
  return deaths.map(({ pid, how, logTail }) => {
    const last = logTail.trim().split('\n').at(-1) ?? ''
    const said = last === '' ? '' : `; its log ends with: ${last}`
    return { code: 'target-died', message: `the target (pid ${pid}) died outside a restart: ${how}${said}` }
  })
}

function stepsFailed({ events }: Ledger): Reason[] {
  const failed = events.filter((event) => event.kind === 'step-failed')
  return failed.map(({ index, step, name, message }) => ({
    code: 'step-failed',
    message: `restart ${index}, step ${step} (${name}): ${message}`,
  }))
}

function noTraffic(ledger: Ledger): Reason[] {
  if (shareOf(sumMeasured(ledger)).attempts > 0) return []
  return [
    { code: 'no-traffic', message: 'no request was measured: the traffic did not start, or the warm-up never ended' },
  ]
}
