import { areLocal, resolveHost } from '../linux/hosts.ts'
import { canSeeProcesses } from '../linux/process-table.ts'
import type { ListenAddress } from '../model/evidence.ts'

/** Where the target is, as far as this machine can look at it. */
export interface TargetLocation {
  port: number
  /** Processes can be seen here at all. */
  processes: boolean
  /** Absent where the target's sockets are another machine's, or cannot be seen. */
  socket?: ListenAddress
}

export async function locateTarget(url: string): Promise<TargetLocation> {
  const { hostname, port, protocol } = new URL(url)
  const number = Number(port || (protocol === 'https:' ? 443 : 80))
  const addresses = await resolveHost(hostname)
  const processes = canSeeProcesses()
  if (!processes || !areLocal(addresses)) return { port: number, processes }
  return { port: number, processes, socket: { port: number, addresses } }
}
