import { readdirSync, statSync } from 'node:fs'
import { PROC, readProcFile } from './proc-file.ts'

/**
 * How many files this process may have open; undefined where the system does not say. Node has raised its soft limit to
 * the hard one by then (and so it is for the target, which inherits it).
 *
 * @param limits text of /proc/self/limits, proc(5)
 */
export function readOpenFilesLimit(limits = readProcFile(`${PROC}/self/limits`) ?? ''): number | undefined {
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1]
  if (soft === undefined) return undefined
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft)
}

/**
 * Since Linux 6.2 the size of the folder is the number of its entries, proc_pid_fd(5); before it is 0 and they are counted, but for the
 * descriptor that reads the folder.
 */
export function countOpenFiles(): number | undefined {
  try {
    const { size } = statSync(`${PROC}/self/fd`)
    return size > 0 ? size : readdirSync(`${PROC}/self/fd`).length - 1
  } catch {
    return undefined
  }
}
