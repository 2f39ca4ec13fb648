import { readFileSync } from 'node:fs'
import { isIPv4 } from 'node:net'

/** Where a connection comes from; empty: wherever the system likes. */
export interface Source {
  localAddress?: string
  localPort?: number
}

export interface SourceOptions {
  /** The target's numeric address. */
  address: string
  /** New connections per second. */
  rate: number
  /** Addresses that the scenario names. */
  given: string[]
  /** First and last ephemeral port. */
  ports: { first: number; last: number }
  /** Which port of the range to begin with, so that two runs at once rarely meet. */
  offset: number
}

/** How long a closed connection keeps its port: TIME_WAIT, tcp(7). */
const TIME_WAIT_S = 60

/**
 * Gives each connection an address and a port in turn, so that ports last: on Linux every address of 127.0.0.0/8 is ours. IPv6 has one
 * loopback address only, and for other targets nobody but the scenario knows which addresses would be right.
 *
 * The port is chosen here as well: bind(2) to port 0 does not take ports in TIME_WAIT again, and looks for a free one ever longer,
 * see docs/outcomes.md.
 */
export function createSources(options: SourceOptions): () => Source {
  const { ports, offset } = options
  const addresses = options.given.length > 0 ? options.given : chooseAddresses(options)
  if (addresses.length === 0) return () => ({})
  const count = ports.last - ports.first + 1
  let used = 0
  return () => {
    const turn = offset + Math.floor(used / addresses.length)
    const localAddress = addresses[used++ % addresses.length] ?? ''
    return { localAddress, localPort: ports.first + (turn % count) }
  }
}

function chooseAddresses({ address, rate, ports }: SourceOptions): string[] {
  const needed = Math.ceil((rate * TIME_WAIT_S) / (ports.last - ports.first + 1))
  const loopback = isIPv4(address) && address.startsWith('127.') && process.platform === 'linux'
  if (!loopback || needed <= 1) return []
  return Array.from({ length: Math.min(needed, 250) }, (_, i) => `127.0.0.${i + 2}`)
}

/** The range that connect(2) takes ports from, ip(7); Linux's default where it cannot be read. */
export function readEphemeralPorts(): { first: number; last: number } {
  try {
    const [first = 32_768, last = 60_999] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
      .split(/\s+/)
      .map(Number)
    return { first, last }
  } catch {
    return { first: 32_768, last: 60_999 }
  }
}
