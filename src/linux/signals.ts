import { identify, type ProcessId } from './process-state.ts'

/** Sends a signal to a process, if it still is the one that was known under its pid. Returns whether it was sent. */
export function signalProcess({ pid, startTicks }: ProcessId, signal: NodeJS.Signals): boolean {
  const now = identify(pid)
  return now !== undefined && now.startTicks === startTicks && sendSignal(pid, signal)
}

/** Sends a signal to a process group, or only checks it with signal 0. Returns whether anybody was there. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  return sendSignal(-pid, signal)
}

/** kill(2); every error means that nobody was there who could be signalled. */
function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
