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

/** Parses /proc/PID/stat. The name may hold spaces and parentheses, so fields are counted from the last `)`. */
export function parseStat(text: string): Stat | undefined {
  const nameFrom = text.indexOf(' (')
  const nameTo = text.lastIndexOf(') ')
  if (nameFrom < 1 || nameTo < nameFrom + 2) return undefined
  // What follows the name begins with field 3.
  const [state = '', ...rest] = text.slice(nameTo + 2).split(' ', 20)
  const fields = rest.map(Number)
  const [ppid, pgrp, session] = fields
  const [threads = 1, , startTicks] = fields.slice(16)
  if (ppid === undefined || pgrp === undefined || session === undefined || startTicks === undefined) return undefined
  const [pid, name] = [Number(text.slice(0, nameFrom)), text.slice(nameFrom + 2, nameTo)]
  return { pid, name, state, ppid, pgrp, session, threads, startTicks }
}

export function readStat(pid: number, proc: string = PROC): Stat | undefined {
  const text = readShortProcFile(`${proc}/${pid}/stat`)
  return text === undefined ? undefined : parseStat(text)
}

/**
 * A zombie has ended: it waits for its parent to ask how, which in many containers nobody ever does. While other threads
 * live on than its first, it has not, and may still hold its sockets.
 */
export function hasEnded(stat: Stat | undefined): boolean {
  return stat === undefined || stat.state === 'X' || (stat.state === 'Z' && stat.threads <= 1)
}
