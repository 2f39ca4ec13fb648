import { hasEnded, readStat } from './stat.ts'

/** A process, named for good: pids are given out again, but not together with the same start time. */
export interface ProcessId {
  pid: number
  /** Field 22 of /proc/PID/stat, proc(5); undefined where there is no /proc. */
  startTicks?: number
}

export function processKey({ pid, startTicks }: ProcessId): string {
  return `${pid}:${startTicks ?? '?'}`
}

/** The process that has this pid now; undefined where there is none, or only a zombie, which receives nothing any more. */
export function identify(pid: number): ProcessId | undefined {
  const stat = readStat(pid)
  if (stat === undefined) return answersSignals(pid) ? { pid } : undefined
  return hasEnded(stat) ? undefined : { pid, startTicks: stat.startTicks }
}

/** Whether this very process still runs. */
export function isRunning(process: ProcessId): boolean {
  const now = identify(process.pid)
  if (now === undefined) return false
  return now.startTicks === undefined || process.startTicks === undefined || now.startTicks === process.startTicks
}

/** Where /proc can't be read: kill(2) with signal 0 only checks. EPERM means that the process exists. */
function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
