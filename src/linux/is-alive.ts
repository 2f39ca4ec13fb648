import { closeSync, openSync, readSync } from 'node:fs'
import { PROC } from './proc-file.ts'

const room = Buffer.alloc(2)
const ZERO = '0'.charCodeAt(0)

/**
 * Whether a process seems to live, at half the price of its `stat`. What has ended, zombies included, has no memory: its size, the
 * first field of /proc/PID/statm, is 0 (proc_pid_statm(5)). The first thread of a process whose other threads live on has none
 * either: the `stat` of what seems dead has to be read.
 */
export function isAlive(pid: number, proc: string = PROC): boolean {
  try {
    const file = openSync(`${proc}/${pid}/statm`, 'r')
    try {
      return readSync(file, room) > 0 && room[0] !== ZERO
    } finally {
      closeSync(file)
    }
  } catch {
    return false
  }
}
