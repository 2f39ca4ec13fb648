import { listProcFolder, PROC, readShortProcFile } from './proc-file.ts'
import { readStat } from './stat.ts'

/** Whether processes can be seen on this machine at all. */
export function canSeeProcesses(proc: string = PROC): boolean {
  return listPids(proc).some((pid) => readStat(pid, proc) !== undefined)
}

/** All processes; threads are not listed. */
export function listPids(proc: string = PROC): number[] {
  return listProcFolder(proc)
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 0)
}

/**
 * The number given last to a process or thread, the fifth field of /proc/loadavg. As long as it stays the same nothing was
 * started, which spares a look at the whole table; proc(5).
 */
export function parseLastPid(loadavg: string): number | undefined {
  const last = Number(loadavg.trim().split(' ')[4])
  return Number.isInteger(last) && last > 0 ? last : undefined
}

/** A process and its parents up to pid 1. */
export function lineage(pid: number, proc: string = PROC): number[] {
  const line: number[] = []
  for (let next = pid; next > 0 && !line.includes(next); next = readStat(next, proc)?.ppid ?? 0) line.push(next)
  return line
}

/** Now in the unit of start times: hundredths of a second since boot (USER_HZ is 100 everywhere but on Alpha and Itanium, time(7)). */
export function readBootTicks(proc: string = PROC): number {
  return Math.floor(Number((readShortProcFile(`${proc}/uptime`) ?? '0').split(' ')[0]) * 100)
}

/** How long ago a process was started at the most, milliseconds: both times are cut to hundredths of a second. Undefined where that is not known. */
export function readAgeMs(startTicks: number, proc: string = PROC): number | undefined {
  const ticks = readBootTicks(proc) - startTicks
  return ticks < 0 ? undefined : (ticks + 1) * 10
}
