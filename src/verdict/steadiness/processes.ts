import type { Ledger, RestartRecord } from '../../model/ledger.ts'
import type { ProcessLife } from '../../model/process.ts'
import { countOf, formatDuration } from '../../text/numbers.ts'
import { findUnsteadyLabels } from './labels.ts'

/** A child that is about to execute another program holds its parent's listening socket for less. */
const HELD_MS = 500
const COMMAND_CHARS = 60

export interface Went extends ProcessLife {
  ended: number
}

/**
 * Workers that end and are followed by others without a restart: those of gunicorn with max_requests, of PHP-FPM with pm.max_requests, and
 * what crashes and is started again. New processes prove no restart of such a target.
 */
export function findRecycledProcesses(ledger: Ledger): string | undefined {
  const went = listWent(ledger)
  const [first] = went
  if (first === undefined) return undefined
  const which = `pid ${first.pid} (${first.command.slice(0, COMMAND_CHARS)}) ended at ${formatDuration(first.ended)}`
  const more = went.length === 1 ? '' : `, the first of ${countOf(went.length, 'worker')} that did`
  return (
    `processes that serve came and went without a restart (${which}${more}), so that new ones prove none: ` +
    'use a header or a body pattern for target.generation that only a restart changes'
  )
}

/** The same processes, and the restarts that ended none: workers that went in one of these did it by themselves too. */
export function listRecycled(ledger: Ledger): { went: Went[]; idle: ReadonlySet<number> } {
  const idle = new Set(findIdle(ledger).map(({ index }) => index))
  const processes = ledger.processes.map((life) => (isIn(idle, life.bornIn) ? { ...life, bornIn: null } : life))
  const restarts = ledger.restarts.filter(({ index }) => !idle.has(index))
  return { idle, went: listWent({ ...ledger, processes, restarts }) }
}

export function isIn(restarts: ReadonlySet<number>, index: number | null): boolean {
  return index !== null && restarts.has(index)
}

/** Of the shortest life of a worker that went by itself; one that a restart ends may be of any age. */
const FULL_LIFE = 0.9

/**
 * Restarts whose steps only wait. Or, where workers come and go without a restart, those in which every worker that ended had lived as long as
 * these do, and no other generation answered, or labels change by themselves too: a signal that only reopens logs.
 */
function findIdle(ledger: Ledger): readonly RestartRecord[] {
  if (onlyWaits(ledger)) return ledger.restarts
  const went = listWent(ledger)
  if (went.length === 0) return []
  const tells = ledger.scenario.target.generation.by !== 'process' && findUnsteadyLabels(ledger) === undefined
  const full = FULL_LIFE * Math.min(...went.map(({ started, ended }) => ended - started))
  const short = listWorkers(ledger)
    .filter(hasEnded)
    .filter(({ started, ended }) => ended - started < full)
  return ledger.restarts.filter(
    ({ begun, settled, until, observed }) =>
      !(observed && tells) && !short.some(({ ended }) => ended >= begun && ended <= (settled ?? until)),
  )
}

/** A master holds the listening socket too, and stays through every restart of its workers. */
function listWorkers(ledger: Ledger): ProcessLife[] {
  const parents = new Set(ledger.processes.map(({ ppid }) => ppid))
  return ledger.processes.filter((life) => !parents.has(life.pid) && takesConnections(ledger, life))
}

/** None where no other came in their place. */
function listWent(ledger: Ledger): Went[] {
  const workers = ledger.processes.filter((life) => takesConnections(ledger, life))
  const went = workers.filter(hasEnded).filter((life) => wentByItself(ledger, life))
  const came = [undefined, ...ledger.restarts].flatMap((restart) => cameAfter(ledger, workers, restart))
  return came.length === 0 ? [] : went
}

/** Steps that only wait restart nothing. */
export function onlyWaits({ steps }: Ledger): boolean {
  return steps.length > 0 && steps.every(({ waits }) => waits === true)
}

function hasEnded(life: ProcessLife): life is Went {
  return life.ended !== undefined
}

function takesConnections({ listeners, endOfTraffic }: Ledger, life: ProcessLife): boolean {
  if (life.served !== undefined) return true
  return listeners.some(
    ({ pid, from, to = endOfTraffic }) =>
      pid === life.pid && from >= life.started && from <= (life.ended ?? endOfTraffic) && to - from >= HELD_MS,
  )
}

/** What was there before a restart may end long after it. */
function wentByItself(ledger: Ledger, { bornIn, ended }: Went): boolean {
  const last = ledger.restarts.findLast(({ begun }) => begun <= ended)
  return isQuiet(ledger, ended) && (last === undefined || last.index === bornIn)
}

/** Processes that came after a restart was over, or before any; but for those that took the place of one which it had ended. */
function cameAfter(ledger: Ledger, workers: readonly ProcessLife[], restart?: RestartRecord): ProcessLife[] {
  const came = workers.filter(({ started, bornIn }) => bornIn === (restart?.index ?? null) && isQuiet(ledger, started))
  if (restart?.settled === undefined) return came
  const missing = countAt(workers, restart.begun) - countAt(workers, restart.settled)
  return came.slice(Math.max(0, missing))
}

function countAt(workers: readonly ProcessLife[], t: number): number {
  return workers.filter(({ started, ended = Number.POSITIVE_INFINITY }) => started <= t && ended > t).length
}

/** In the measured part, and outside of all restarts. */
function isQuiet({ measuredFrom, endOfTraffic, restarts }: Ledger, t: number): boolean {
  if (measuredFrom === undefined || t < measuredFrom || t >= endOfTraffic) return false
  return !restarts.some(({ begun, settled, until }) => t >= begun && t <= (settled ?? until))
}
