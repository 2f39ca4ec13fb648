import { constants } from 'node:os'
import type { Exit } from '../model/target.ts'
import { PROC, readProcLink } from './proc-file.ts'
import { readWaitStatus } from './stat.ts'

const SIGNALS = new Map(
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, number]) => [number, name]),
)
/** The first real-time signal that programs may use, signal(7). */
const SIGRTMIN = 34

/** The exit code or the signal in a wait status, wait(2). */
export function parseWaitStatus(status: number): Exit {
  const signal = status & 0x7f
  return signal === 0 ? { code: (status >> 8) & 0xff } : { signal: nameSignal(signal) }
}

function nameSignal(number: number): string {
  const realTime = number >= SIGRTMIN ? `SIGRTMIN+${number - SIGRTMIN}` : `signal ${number}`
  return SIGNALS.get(number) ?? realTime
}

/**
 * How a zombie ended. The kernel writes 0 for readers that may not trace the process, which looks like a good end; the link ns/user
 * may be read by the very same right, ptrace(2). Undefined where it was reaped.
 */
export function readExit(pid: number, proc: string = PROC): Exit | undefined {
  const status = readWaitStatus(pid, proc)
  if (status === undefined || readProcLink(`${proc}/${pid}/ns/user`) === undefined) return undefined
  return parseWaitStatus(status)
}
