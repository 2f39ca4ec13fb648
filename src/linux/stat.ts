import { PROC, readShortProcFile } from './proc-file.ts'

/** What /proc/PID/stat says of a process, see proc(5). */
export interface Stat {
  pid: number
  /** The program's name, at most 15 bytes. */
  name: string
  state: string
  threads: number
  ppid: number
  pgrp: number
  session: number
  /** Field 22, clock ticks since boot. */
  startTicks: number
}

/** Parses /proc/PID/stat. */
export function parseStat(text: string): Stat | undefined {
  const nameFrom = text.indexOf(' (')
  const nameTo = text.lastIndexOf(') ')
  if (nameFrom < 1 || nameTo < nameFrom + 2) return undefined
  const [state = '', ...rest] = splitFields(text, 22)
  const fields = rest.map(Number)
  const [ppid, pgrp, session] = fields
  const [threads = 1, , startTicks] = fields.slice(16)
  if (ppid === undefined || pgrp === undefined || session === undefined || startTicks === undefined) return undefined
  const [pid, name] = [Number(text.slice(0, nameFrom)), text.slice(nameFrom + 2, nameTo)]
  return { pid, name, state, ppid, pgrp, session, threads, startTicks }
}

/** Fields 3 to `last`. The name before them may hold spaces and parentheses, so they are counted from the last `)`. */
function splitFields(text: string, last: number): string[] {
  return text.slice(text.lastIndexOf(') ') + 2).split(' ', last - 2)
}

export function readStat(pid: number, proc: string = PROC): Stat | undefined {
  const text = readShortProcFile(`${proc}/${pid}/stat`)
  return text === undefined ? undefined : parseStat(text)
}

/** The wait status of a zombie, field 52, wait(2); undefined where it was reaped. The kernel writes 0 for readers that may not trace it. */
export function readWaitStatus(pid: number, proc: string = PROC): number | undefined {
  const text = readShortProcFile(`${proc}/${pid}/stat`)
  const status = Number(text === undefined ? undefined : splitFields(text, 52)[49])
  return Number.isInteger(status) ? status : undefined
}

/**
 * A zombie has ended: it waits for its parent to ask how, which in many containers never happens. While other threads
 * live on than its first, it has not, and may still hold its sockets.
 */
export function hasEnded(stat: Stat | undefined): boolean {
  return stat === undefined || stat.state === 'X' || (stat.state === 'Z' && stat.threads <= 1)
}
