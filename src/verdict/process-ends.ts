import type { Ledger, RestartRecord } from '../model/ledger.ts'
import type { ProcessLife } from '../model/process.ts'
import { formatDuration } from '../text/numbers.ts'

const COMMAND_SHOWN = 60

export type EndedLife = ProcessLife & { ended: number }

/** `process 4711 (node server.mjs)`. */
export function labelProcess({ pid, command }: ProcessLife): string {
  return `process ${pid} (${command.slice(0, COMMAND_SHOWN)})`
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
 * The process that was to take over in a restart and ended in it: started as an old one was, by an old one, or seen to listen. The commands
 * of steps and their helpers are none. Of several the one whose failure is known.
 */
export function findStillborn(ledger: Ledger, { index, until }: RestartRecord): EndedLife | undefined {
  const born = ledger.processes.filter(({ bornIn }) => bornIn === index)
  const heirs = born.filter((life): life is EndedLife => hasEndedBy(life, until) && isHeir(life, ledger, index))
  return heirs.find(hasFailed) ?? heirs.find((life) => howEnded(life) === undefined)
}

function isHeir({ pid, ppid, command }: ProcessLife, { processes, listeners }: Ledger, index: number): boolean {
  const old = processes.filter(({ bornIn }) => bornIn === null || bornIn < index)
  const isOfOld = old.some((one) => one.pid === ppid || programOf(one.command) === programOf(command))
  return isOfOld || listeners.some((hold) => hold.pid === pid)
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
