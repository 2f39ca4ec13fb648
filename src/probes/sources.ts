import { isIPv4 } from 'node:net'

/** Ephemeral ports of one address (ip_local_port_range, ip(7)), with some left for others. */
const PORTS = 25_000
/** How long a closed connection keeps its port: TIME_WAIT, tcp(7). */
const TIME_WAIT_S = 60

/**
 * The addresses to connect from in turn, so that ports last: on loopback every address of 127.0.0.0/8 is ours. Undefined stands for
 * the system's choice. IPv6 has one loopback address only, and elsewhere nobody knows which addresses would be right.
 */
export function chooseSources(address: string, rate: number, given: string[]): (string | undefined)[] {
  if (given.length > 0) return given
  const needed = Math.ceil((rate * TIME_WAIT_S) / PORTS)
  const loopback = isIPv4(address) && address.startsWith('127.') && process.platform === 'linux'
  if (!loopback || needed <= 1) return [undefined]
  return Array.from({ length: Math.min(needed, 250) }, (_, i) => `127.0.0.${i + 2}`)
}
