import { hostname } from 'node:os'
import { z } from 'zod'
import { identify, isRunning } from '../linux/process-id.ts'

const holderSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** Start time of the process, field 22 of /proc/PID/stat (proc(5)); absent where there is no /proc. */
  startTicks: z.string().exactOptional(),
})

/** Who holds a folder: enough to tell a living holder from a dead one whose pid was given to another process. */
export type LockHolder = z.infer<typeof holderSchema>

export function describeSelf(): LockHolder {
  const startTicks = identify(process.pid)?.startTicks
  return { pid: process.pid, host: hostname(), ...(startTicks !== undefined && { startTicks: String(startTicks) }) }
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
  return isRunning({ pid, ...(startTicks !== undefined && { startTicks: Number(startTicks) }) })
}

export function describeLockHolder({ pid, host }: LockHolder): string {
  return host === hostname() ? `process ${pid}` : `process ${pid} on host ${host}, which cannot be looked at from here`
}
