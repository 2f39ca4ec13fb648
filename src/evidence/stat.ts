import { PROC, readProcFile } from './proc-file.ts'

/** What /proc/PID/stat says of a process, see proc(5). */
export interface Stat {
  pid: number
  /** The program's name, at most 15 bytes. */
  name: string
  state: string
  ppid: number
  pgrp: number
  session: number
  /** Field 22, clock ticks since boot. */
  startTicks: number
}

/** Parses /proc/PID/stat. The name may hold spaces and parentheses, so fields are counted from the last `)`. */
export function parseStat(text: string): Stat | undefined {
  const match = /^(\d+) \((.*)\) (\S) ([^)]*)$/s.exec(text.trimEnd())
  if (!match) return undefined
  const [, pid = '', name = '', state = '', rest = ''] = match
  // `rest` begins with field 4.
  const fields = rest.split(' ').map(Number)
  const [ppid, pgrp, session] = fields
  const startTicks = fields[18]
  if (ppid === undefined || pgrp === undefined || session === undefined || startTicks === undefined) return undefined
  return { pid: Number(pid), name, state, ppid, pgrp, session, startTicks }
}

export function readStat(pid: number, proc: string = PROC): Stat | undefined {
  const text = readProcFile(`${proc}/${pid}/stat`)
  return text === undefined ? undefined : parseStat(text)
}

/** A zombie has ended: it waits for its parent to ask how, which in many containers nobody ever does. */
export function hasEnded(stat: Stat | undefined): boolean {
  return stat === undefined || stat.state === 'Z' || stat.state === 'X'
}
