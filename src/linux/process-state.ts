import { readFileSync } from 'node:fs'
import { constants } from 'node:os'

/** A process, named for good: pids are given out again, but not together with the same start time. */
export interface ProcessId {
  pid: number
  /** Field 22 of /proc/PID/stat, proc(5); undefined where there is no /proc. */
  startTicks?: number
}

/** `kept`: it would be ignored if it were not blocked; as long as it is, signalfd(2) and sigwait(3) can still get it. */
export type Disposition = 'caught' | 'kept' | 'ignored' | 'default'

export function processKey({ pid, startTicks }: ProcessId): string {
  return `${pid}:${startTicks ?? '?'}`
}

/** The process that has this pid now; undefined where there is none, or only a zombie, which receives nothing any more. */
export function identify(pid: number): ProcessId | undefined {
  const stat = readProc(pid, 'stat')
  if (stat === undefined) return answersSignals(pid) ? { pid } : undefined
  // The name, in parentheses, may itself contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, threads] = [fields[0], Number(fields[17])]
  // The first thread may be a zombie while others live on, or have yet to close the listener.
  const ended = state === 'X' || (state === 'Z' && threads <= 1)
  return ended ? undefined : { pid, startTicks: Number(fields[19]) }
}

/** Whether this very process still runs. */
export function isRunning(process: ProcessId): boolean {
  const now = identify(process.pid)
  if (now === undefined) return false
  return now.startTicks === undefined || process.startTicks === undefined || now.startTicks === process.startTicks
}

/** What a signal would do now: run a handler, be thrown away, or have its default effect. Undefined without /proc. */
export function readDisposition(pid: number, signal: NodeJS.Signals): Disposition | undefined {
  const status = readProc(pid, 'status')
  if (status === undefined) return undefined
  if (hasSignal(status, 'SigCgt', signal)) return 'caught'
  const init = isInit(status) && !UNSTOPPABLE.has(signal)
  if (!init && !DISCARDED.has(signal) && !hasSignal(status, 'SigIgn', signal)) return 'default'
  return hasSignal(status, 'SigBlk', signal) ? 'kept' : 'ignored'
}

/** Without a handler these have no effect, signal(7). */
const DISCARDED = new Set<NodeJS.Signals>(['SIGCHLD', 'SIGURG', 'SIGWINCH'])
const UNSTOPPABLE = new Set<NodeJS.Signals>(['SIGKILL', 'SIGSTOP'])

/** The first process of a pid namespace, as in a container, gets no signal that it does not catch: pid_namespaces(7). */
function isInit(status: string): boolean {
  return /^NSpid:.*\t1$/m.test(status)
}

function hasSignal(status: string, mask: 'SigBlk' | 'SigIgn' | 'SigCgt', signal: NodeJS.Signals): boolean {
  const bits = new RegExp(`^${mask}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0'
  return ((BigInt(`0x${bits}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n
}

function readProc(pid: number, name: 'stat' | 'status'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

/** Where /proc can't be read: kill(2) with signal 0 only checks. EPERM means that there is somebody. */
function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
