import type { RunEvent } from '../../model/event.ts'
import type { Ledger, RestartRecord } from '../../model/ledger.ts'
import { FIRST_RULES } from '../../model/rules.ts'
import type { Reason } from '../../model/verdict.ts'
import { formatDuration } from '../../text/numbers.ts'
import { describeStillborn, findStillborn, hasEndedBy, howEnded, labelProcess } from '../process-ends.ts'

type Death = Extract<RunEvent, { kind: 'target-died' }>

/** Deaths that no restart brought about. */
export function findDeaths(ledger: Ledger): Death[] {
  const deaths = ledger.events.filter((event) => event.kind === 'target-died')
  return deaths.filter((death) => findCulprit(ledger, death) === undefined)
}

/** What a signal without a handler does, a reload that crashes, or a new version that does not come up. */
export function restartEndedTarget(ledger: Ledger): Reason[] {
  const death = ledger.events.find((event) => event.kind === 'target-died')
  const first = findEnding(ledger) ?? (death && findCulprit(ledger, death))
  if (first === undefined) return []
  const how = describeDeath(ledger, first) ?? death?.how
  const by = how === undefined ? '' : ` (${how})`
  const message = `restart ${first.index} ended the target${by}, and nothing took its place${adviseOn(ledger, first)}`
  return [{ code: 'restart-ended-target', message }]
}

/** The first restart that was seen to end the target: a later one found it ended. */
function findEnding({ events, restarts }: Ledger): RestartRecord | undefined {
  const settled = events.find((event) => event.kind === 'restart-settled' && event.died === true)
  return settled && 'index' in settled ? restarts.find(({ index }) => index === settled.index) : undefined
}

/** The restart whose doing a death is; undefined where it came without one. */
function findCulprit(ledger: Ledger, { t }: Death): RestartRecord | undefined {
  const ending = findEnding(ledger)
  if (ending !== undefined || ledger.rules === FIRST_RULES) return ending
  return ledger.restarts.findLast((restart) => restart.begun <= t && isBy(restart, ledger, t))
}

/**
 * It ended what there was while it was under way, or what it had begun ended afterwards. The end of an old process after a restart had settled is
 * no doing of that.
 */
function isBy({ index, settled = Number.POSITIVE_INFINITY, begun }: RestartRecord, ledger: Ledger, t: number): boolean {
  const ends = ledger.processes.filter((life) => hasEndedBy(life, t)).map(({ ended }) => ended)
  const last = ends.length === 0 ? t : Math.max(...ends)
  if (last >= begun && last <= settled) return true
  return ledger.processes.some(({ bornIn, ended = t }) => bornIn === index && ended > settled)
}

function describeDeath(ledger: Ledger, restart: RestartRecord): string | undefined {
  const stillborn = findStillborn(ledger, restart)
  if (stillborn !== undefined) return describeStillborn(stillborn)
  const served = new Set(ledger.listeners.map(({ pid }) => pid))
  const ends = ledger.processes.filter((life) => served.has(life.pid) && hasEndedBy(life, restart.until))
  const last = ends.toSorted((a, b) => (a.ended ?? 0) - (b.ended ?? 0)).at(-1)
  const how = last && howEnded(last)
  if (last === undefined || how === undefined) return undefined
  return `${labelProcess(last)} ended with ${how}, ${formatDuration((last.ended ?? 0) - restart.begun)} after the first step`
}

/** Where a signal was all that was sent, and no successor came, the server may just not know that signal. */
function adviseOn(ledger: Ledger, restart: RestartRecord): string {
  const names = ledger.events.flatMap((event) =>
    event.kind === 'step-done' && event.index === restart.index ? [event.name] : [],
  )
  const signalled = names.some((name) => name.startsWith('signal '))
  if (!signalled || ledger.processes.some(({ bornIn }) => bornIn === restart.index)) return ''
  return ': does it handle the signal? A target that has to be started again needs the steps stop and start'
}
