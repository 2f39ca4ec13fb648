import { isIPv4 } from 'node:net'
import type { PortRange } from '../model/port-range.ts'

/** Where a connection comes from; empty: wherever the system likes. */
export interface Source {
  localAddress?: string
  localPort?: number
}

export interface Sources {
  /** Where the next connection comes from; `giveBack` is to be called when its socket has closed. */
  take(): { source: Source; giveBack?: () => void }
}

/** The system chooses address and port. */
export const ANY_SOURCE: Sources = { take: () => ({ source: {} }) }

/** How long a closed connection keeps its port: TIME_WAIT, tcp(7). */
const TIME_WAIT_S = 60

/**
 * How many connections are held from one address: connect(2) looks for a free port among all in use once every other one of the
 * range is, which costs a millisecond and more each time, and the predecessors of those that a restart has closed have theirs for a minute.
 */
const LONG_LIVED_PER_ADDRESS = 4_000

/**
 * Gives each connection an address and a port in turn. The port is chosen here as well: bind(2) to port 0 does not take ports in
 * TIME_WAIT again, and looks for a free one ever longer, see docs/reference/outcomes.md. Those of open connections are passed over.
 *
 * @param offset which port of the range to begin with, so that two runs at once rarely meet.
 */
export function createSources(addresses: string[], ports: PortRange, offset: number): Sources {
  if (addresses.length === 0) return ANY_SOURCE
  const count = ports.last - ports.first + 1
  const total = addresses.length * count
  const held = new Set<number>()
  let next = (offset % count) * addresses.length

  function advance(): number {
    const place = next
    next = (next + 1) % total
    return place
  }

  return {
    take() {
      let place = advance()
      while (held.has(place) && held.size < total) place = advance()
      held.add(place)
      const source = {
        localAddress: addresses[place % addresses.length] ?? '',
        localPort: ports.first + Math.floor(place / addresses.length),
      }
      return { source, giveBack: () => void held.delete(place) }
    },
  }
}

/**
 * Sources for a number of new connections per second: the addresses that are given, or else as many as that needs. The system chooses where
 * one is enough, and for other targets than loopback: on Linux every address of 127.0.0.0/8 is ours, but IPv6 has only one, and
 * elsewhere only the scenario knows which would be right.
 *
 * @param ports the range that the system would take them from
 */
export function sourcesForRate(address: string, rate: number, given: string[], ports: PortRange): Sources {
  return createSources(given.length > 0 ? given : addressesForRate(address, rate, ports), ports, chance(ports.last))
}

/** Sources for a number of connections at a time, as above; from a block of addresses that is hardly used otherwise. */
export function sourcesForLongLived(address: string, connections: number, ports: PortRange): Sources {
  const block = `127.${1 + chance(254)}.${chance(256)}`
  return createSources(addressesForLongLived(address, connections, block), ports, chance(ports.last))
}

function chance(below: number): number {
  return Math.floor(Math.random() * below)
}

/** Empty where the system is to choose. */
export function addressesForRate(address: string, rate: number, ports: PortRange): string[] {
  const needed = Math.ceil((rate * TIME_WAIT_S) / (ports.last - ports.first + 1))
  return isLoopback(address) && needed > 1 ? addressesOf('127.0.0', needed) : []
}

/** Of the block `127.X.Y`; empty where the system is to choose. */
export function addressesForLongLived(address: string, connections: number, block: string): string[] {
  const needed = Math.ceil(connections / LONG_LIVED_PER_ADDRESS)
  return isLoopback(address) && needed > 1 ? addressesOf(block, needed) : []
}

function isLoopback(address: string): boolean {
  return isIPv4(address) && address.startsWith('127.') && process.platform === 'linux'
}

function addressesOf(block: string, needed: number): string[] {
  return Array.from({ length: Math.min(needed, 250) }, (_, i) => `${block}.${i + 2}`)
}
