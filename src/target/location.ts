import { areLocal, resolveHost } from '../linux/hosts.ts'
import { canSeeProcesses } from '../linux/process-table.ts'

/** Where the target is, as far as this machine can look at it. */
export interface Place {
  port: number
  /** Processes can be seen here at all. */
  processes: boolean
  /** Absent where the target's sockets are another machine's, or cannot be seen. */
  socket?: { port: number; addresses: string[] }
}

export async function locate(url: string): Promise<Place> {
  const { hostname, port, protocol } = new URL(url)
  const number = Number(port || (protocol === 'https:' ? 443 : 80))
  const addresses = await resolveHost(hostname)
  const processes = canSeeProcesses()
  if (!processes || !areLocal(addresses)) return { port: number, processes }
  return { port: number, processes, socket: { port: number, addresses } }
}
