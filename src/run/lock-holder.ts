import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { z } from 'zod'

const holderSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** Start time of the process, field 22 of /proc/PID/stat (proc(5)); absent where there is no /proc. */
  startTicks: z.string().exactOptional(),
})

/** Who holds a folder: enough to tell a living holder from a dead one whose pid was given to another process. */
export type LockHolder = z.infer<typeof holderSchema>

export function describeSelf(): LockHolder {
  const self = readProcess(process.pid)
  return { pid: process.pid, host: hostname(), ...(self ? { startTicks: self.startTicks } : {}) }
}

/** The holder that a lock file names; undefined where it is no lock of ours. */
export function parseHolder(text: string): LockHolder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Whether the holder still runs. A process of another host cannot be looked at, and counts as running. */
export function isHolderAlive({ pid, host, startTicks }: LockHolder): boolean {
  if (host !== hostname()) return true
  if (!isRunning(pid)) return false
  const found = readProcess(pid)
  if (found === undefined) return true
  return found.state !== 'Z' && (startTicks === undefined || found.startTicks === startTicks)
}

export function describeLockHolder({ pid, host }: LockHolder): string {
  return host === hostname() ? `process ${pid}` : `process ${pid} on host ${host}, which cannot be looked at from here`
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // EPERM: it runs, but belongs to somebody else (kill(2)).
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function readProcess(pid: number): { state: string; startTicks: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in field 2 may hold spaces and parentheses; what follows its last parenthesis begins with field 3.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', startTicks: fields[19] ?? '' }
  } catch {
    return undefined
  }
}
