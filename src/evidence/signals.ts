import { constants } from 'node:os'
import { PROC, readProcFile } from './proc-file.ts'

/** What a process does with a signal: `default` is mostly to end, see signal(7). */
export type Disposition = 'ignored' | 'caught' | 'default'

/** Parses the masks SigIgn and SigCgt of /proc/PID/status; bit n-1 stands for signal n. */
export function parseDisposition(status: string, signal: number): Disposition | undefined {
  const ignored = readMask(status, 'SigIgn')
  const caught = readMask(status, 'SigCgt')
  if (ignored === undefined || caught === undefined) return undefined
  const bit = 1n << BigInt(signal - 1)
  if ((ignored & bit) !== 0n) return 'ignored'
  return (caught & bit) === 0n ? 'default' : 'caught'
}

export function readDisposition(pid: number, signal: NodeJS.Signals, proc: string = PROC): Disposition | undefined {
  const status = readProcFile(`${proc}/${pid}/status`)
  return status === undefined ? undefined : parseDisposition(status, constants.signals[signal])
}

function readMask(status: string, name: string): bigint | undefined {
  const mask = new RegExp(`^${name}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1]
  return mask === undefined ? undefined : BigInt(`0x${mask}`)
}
