import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'

/** The addresses that a host name stands for; empty where it has none. */
export async function resolveHost(host: string): Promise<string[]> {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const found = await lookup(bare, { all: true }).catch(() => [])
  return found.map(({ address }) => address)
}

/** Whether all these addresses are this machine's own, so that whoever serves them can be seen in its /proc. */
export function areLocal(addresses: string[]): boolean {
  const own = new Set(Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)))
  return (
    addresses.length > 0 &&
    addresses.every((address) => own.has(address) || address.startsWith('127.') || address === '::1')
  )
}
