import type { Ledger } from '../../model/ledger.ts'
import type { Reason } from '../../model/verdict.ts'
import { formatDuration } from '../../text/numbers.ts'
import { findDeaths } from './deaths.ts'

/** What ended a run before its time. It proves nothing more; what was seen to fail until then has failed. */
export function findCutShort(ledger: Ledger): Reason[] {
  return [...interrupted(ledger), ...targetDied(ledger)]
}

function interrupted(ledger: Ledger): Reason[] {
  if (!ledger.interrupted) return []
  return [{ code: 'interrupted', message: `the run was interrupted ${describeProgress(ledger)}` }]
}

/** How far the run had come. */
export function describeProgress({ restarts, scenario }: Ledger): string {
  const { count } = scenario.restart
  const underWay = restarts.find(({ settled }) => settled === undefined)
  return underWay ? `during restart ${underWay.index} of ${count}` : `after ${restarts.length} of ${count} restarts`
}

function targetDied(ledger: Ledger): Reason[] {
  return findDeaths(ledger).map(({ t, pid, how, logTail }) => {
    const last = logTail.trim().split('\n').at(-1) ?? ''
    const said = last === '' ? '' : `; its log ends with: ${last}`
    const message = `the target (pid ${pid}) died outside a restart${describeMoment(ledger, t)}: ${how}${said}`
    return { code: 'target-died', message }
  })
}

function describeMoment({ restarts }: Ledger, t: number): string {
  const before = restarts.findLast(({ settled }) => settled !== undefined && settled <= t)
  if (before?.settled === undefined) return ''
  return `, ${formatDuration(t - before.settled)} after restart ${before.index} had settled`
}
