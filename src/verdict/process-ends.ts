import type { Ledger, RestartRecord } from '../model/ledger.ts'
import type { ProcessLife } from '../model/process.ts'
import { formatDuration } from '../text/numbers.ts'

const COMMAND_SHOWN = 60

export type EndedLife = ProcessLife & { ended: number }

/** `process 4711 (node server.mjs)`. */
export function labelProcess({ pid, command }: ProcessLife): string {
  const shown = command.length > COMMAND_SHOWN ? `${command.slice(0, COMMAND_SHOWN)}…` : command
  return `process ${pid} (${shown})`
}

/** `exit code 1`, `SIGKILL`; undefined where the system did not tell. */
export function howEnded({ code, signal }: ProcessLife): string | undefined {
  return signal ?? (code === undefined ? undefined : `exit code ${code}`)
}

export function hasFailed({ code, signal }: ProcessLife): boolean {
  return signal !== undefined || (code !== undefined && code !== 0)
}

export function hasEndedBy(life: ProcessLife, t: number): life is EndedLife {
  return life.ended !== undefined && life.ended <= t
}

/**
 * The process that was to take over in a restart and ended in it, by no step: started as an old one was, or seen to listen. Of several the one
 * whose failure is known. One that its parent reaped before its end could be looked at had failed where it bore the very words of an old one, which
 * a helper does not, and none of these lived on.
 */
export function findStillborn(ledger: Ledger, { index, until }: RestartRecord): EndedLife | undefined {
  const born = ledger.processes.filter(({ bornIn }) => bornIn === index)
  const heirs = born.filter(
    (life): life is EndedLife => hasEndedBy(life, until) && isHeir(life, ledger) && !isStopped(ledger, index, life),
  )
  const failed = heirs.find(hasFailed)
  const same = born.filter((life) => hasListened(ledger, life) || isSameCommand(ledger, life))
  if (failed !== undefined || same.some((life) => !hasEndedBy(life, until))) return failed
  return heirs.find((life) => howEnded(life) === undefined && same.includes(life))
}

/** The process that was to take over and lives, though nothing listens where clients look for it. */
export function findLivingHeir(ledger: Ledger, { index, until }: RestartRecord): ProcessLife | undefined {
  return ledger.processes.find((life) => life.bornIn === index && !hasEndedBy(life, until) && isHeir(life, ledger))
}

/** A step said that it had signalled or stopped this process. */
export function isStopped({ events }: Ledger, index: number, { pid }: ProcessLife): boolean {
  return events.some((event) => event.kind === 'step-done' && event.index === index && saysStopped(pid, event.detail))
}

/** Steps that signal a process say `to pid 4711`, those that stop it `pid 4711, 2 processes gone`; one that starts it says `pid 4711`. */
export function saysStopped(pid: number, detail = ''): boolean {
  return new RegExp(`^to pid ${pid}\\b|^pid ${pid}\\b.* gone$`).test(detail)
}

function isHeir(life: ProcessLife, ledger: Ledger): boolean {
  const older = listOlder(ledger, life)
  return hasListened(ledger, life) || older.some(({ command }) => programOf(command) === programOf(life.command))
}

function hasListened({ listeners }: Ledger, { pid }: ProcessLife): boolean {
  return listeners.some((hold) => hold.pid === pid)
}

function isSameCommand(ledger: Ledger, life: ProcessLife): boolean {
  return listOlder(ledger, life).some(({ command }) => command === life.command)
}

/** Processes from before the restart in which this one was started. */
function listOlder({ processes }: Ledger, { bornIn }: ProcessLife): ProcessLife[] {
  return processes.filter((other) => other.bornIn === null || (bornIn !== null && other.bornIn < bornIn))
}

function programOf(command: string): string {
  return command.split(' ')[0] ?? command
}

/** `the new process 4711 (node server.mjs) ended with exit code 1 after 212 ms`. */
export function describeStillborn(life: EndedLife): string {
  const age = formatDuration(life.ended - life.started)
  const how = howEnded(life)
  const who = `the new ${labelProcess(life)}`
  if (how === undefined) return `${who} was gone after ${age}, and how it ended was not seen`
  return `${who} ended with ${how} after ${age}`
}
