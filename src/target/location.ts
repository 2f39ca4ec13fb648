import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
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

/** The addresses that a host name stands for; empty where it has none. */
async function resolveHost(host: string): Promise<string[]> {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const found = await lookup(bare, { all: true }).catch(() => [])
  return found.map(({ address }) => address)
}

/** Whether all these addresses are this machine's own, so that the server can be seen in its /proc. */
function areLocal(addresses: string[]): boolean {
  const own = new Set(Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)))
  return (
    addresses.length > 0 &&
    addresses.every((address) => own.has(address) || address.startsWith('127.') || address === '::1')
  )
}
