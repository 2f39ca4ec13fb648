import { isSame, type TrackedProcess } from '../evidence/process-set.ts'
import { hasEnded, readStat } from '../linux/stat.ts'

/** Sends a signal to a process if it still is the one that was known under its pid. Returns whether it was sent. */
export function signalMember(member: TrackedProcess, signal: NodeJS.Signals): boolean {
  const stat = readStat(member.pid)
  if (!stat || hasEnded(stat) || !isSame(member, stat)) return false
  try {
    return process.kill(member.pid, signal)
  } catch {
    return false
  }
}
