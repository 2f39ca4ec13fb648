import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { basename } from 'node:path'
import { PROC } from './proc-file.ts'

/** A thread of this nice value gets nine times the time of one with 0, see sched(7). */
const NICE = -10

/**
 * Puts the calling thread before what shares the machine, where it may: with CAP_SYS_NICE, or as far as RLIMIT_NICE allows. The other
 * threads, and what they launch, keep their priority. Returns whether it did.
 *
 * setpriority(2) takes the number of a thread, and /proc/thread-self names that of the one which reads it, proc_thread-self(5).
 */
export function raiseThreadPriority(): boolean {
  try {
    setPriority(Number(basename(readlinkSync(`${PROC}/thread-self`))), NICE)
    return true
  } catch {
    return false
  }
}
