import { keepProcFile, PROC } from '../linux/proc-file.ts'
import { parseLastPid } from '../linux/process-table.ts'
import { readStat } from '../linux/stat.ts'
import { findField, readStatus } from '../linux/status.ts'

/** Up to this many numbers are tried one by one; to list all processes costs more than that on a small machine already. */
const TRIED = 16

/** Finds which processes have started, by the numbers that the kernel has given away. */
export interface NewPids {
  /** Processes started since the last look; undefined where only a list of all processes, made afterwards, can show them. */
  read(): number[] | undefined
  close(): void
}

/**
 * Numbers go to threads as well, and are given away a moment before the process can be seen: one that is not there yet is
 * tried again.
 */
export function watchNewPids(proc: string = PROC): NewPids {
  const loadavg = keepProcFile(`${proc}/loadavg`)
  let lastPid: number | undefined
  let unseen: number[] = []

  return {
    read() {
      const last = parseLastPid(loadavg.read() ?? '')
      const first =
        lastPid === undefined || last === undefined || last < lastPid ? Number.NEGATIVE_INFINITY : lastPid + 1
      lastPid = last
      if (last === undefined || last - first >= TRIED) {
        unseen = []
        return undefined
      }
      const given = Array.from({ length: last - first + 1 }, (_, i) => first + i)
      const found = [...unseen, ...given].filter((pid) => isProcess(pid, proc))
      unseen = given.filter((pid) => !found.includes(pid))
      return found
    },
    close: loadavg.close,
  }
}

/** Threads have folders too, which are not listed. A thread is never alone. */
function isProcess(pid: number, proc: string): boolean {
  const stat = readStat(pid, proc)
  if (stat === undefined || stat.threads <= 1) return stat !== undefined
  return findField(readStatus(pid, proc) ?? '', 'Tgid') === String(pid)
}
