import { constants } from 'node:os'
import { identify, type ProcessId } from './process-id.ts'
import { findField, readStatus } from './status.ts'

/** `kept`: it would be ignored if it were not blocked; as long as it is, signalfd(2) and sigwait(3) can still get it. */
export type Disposition = 'caught' | 'kept' | 'ignored' | 'default'

/** Without a handler these have no effect, signal(7). */
const DISCARDED = new Set<NodeJS.Signals>(['SIGCHLD', 'SIGURG', 'SIGWINCH'])
const UNSTOPPABLE = new Set<NodeJS.Signals>(['SIGKILL', 'SIGSTOP'])

/** What a signal would do now: run a handler, be thrown away, or have its default effect. Undefined without /proc. */
export function readDisposition(pid: number, signal: NodeJS.Signals): Disposition | undefined {
  const status = readStatus(pid)
  if (status === undefined) return undefined
  if (hasSignal(status, 'SigCgt', signal)) return 'caught'
  const init = isInit(status) && !UNSTOPPABLE.has(signal)
  if (!init && !DISCARDED.has(signal) && !hasSignal(status, 'SigIgn', signal)) return 'default'
  return hasSignal(status, 'SigBlk', signal) ? 'kept' : 'ignored'
}

/** The first process of a pid namespace, as in a container, gets no signal that it does not catch: pid_namespaces(7). */
function isInit(status: string): boolean {
  return findField(status, 'NSpid')?.endsWith('\t1') ?? false
}

function hasSignal(status: string, mask: 'SigBlk' | 'SigIgn' | 'SigCgt', signal: NodeJS.Signals): boolean {
  const bits = findField(status, mask) ?? '0'
  return ((BigInt(`0x${bits}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n
}

/** Sends a signal to a process, if it still is the one that was known under its pid. Returns whether it was sent. */
export function signalProcess({ pid, startTicks }: ProcessId, signal: NodeJS.Signals): boolean {
  const now = identify(pid)
  return now !== undefined && now.startTicks === startTicks && sendSignal(pid, signal)
}

/** Sends a signal to a process group, or only checks it with signal 0. Returns whether anybody was there. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  return sendSignal(-pid, signal)
}

/** kill(2); every error means that no process could be signalled. */
function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
