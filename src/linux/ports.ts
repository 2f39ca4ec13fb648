import { createServer } from 'node:net'
import type { PortRange } from '../model/port-range.ts'
import { TargetError } from '../model/target-error.ts'
import { describeHolder } from './port-holder.ts'
import { PROC, readProcFile } from './proc-file.ts'

/** Linux's default. */
const FALLBACK: PortRange = { first: 32_768, last: 60_999 }
const FEWEST = 500
const TRIES = 200
const given = new Set<number>()

/**
 * A free TCP port for a target, on 127.0.0.1 and on the wildcards, outside of the range that the kernel takes client
 * ports from: a probe of a closed port in that range may connect to itself, and a client's connection may occupy the port
 * just when the target wants it back. Begins at a random place, so that two runs at once seldom meet; never gives the same twice.
 */
export async function freePort(name?: string): Promise<number> {
  const range = targetPorts(readEphemeralPorts())
  const size = range.last - range.first + 1
  const start = Math.floor(Math.random() * size)
  for (let step = 0; step < Math.min(TRIES, size); step += 1) {
    const port = range.first + ((start + step) % size)
    if (given.has(port) || !(await isPortFree(port))) continue
    given.add(port)
    return port
  }
  const what = name === undefined ? 'a port' : `a port for ${name}`
  throw new TargetError(
    `Expected to find ${what} between ${range.first} and ${range.last}, but the ${TRIES} tried are taken.`,
  )
}

/** Throws, with the holder's pid and command as far as they can be seen, if a process listens on this port. */
export async function checkPortFree(port: number): Promise<void> {
  if (await isPortFree(port)) return
  throw new TargetError(
    `Expected port ${port} to be free for the target, but it is held by ${describeHolder(port)}. ` +
      `End that process, or use another port (\${port} in the url picks a free one).`,
  )
}

/** Where to look for ports: below the ephemeral range if there is room, otherwise above it, otherwise anywhere. */
export function targetPorts(ephemeral: PortRange): PortRange {
  const candidates = [
    { first: 10_000, last: Math.min(ephemeral.first - 1, 32_767) },
    { first: 1024, last: ephemeral.first - 1 },
    { first: ephemeral.last + 1, last: 65_535 },
  ]
  return candidates.find((range) => range.last - range.first + 1 >= FEWEST) ?? { first: 10_000, last: 65_535 }
}

/** The kernel's file of the range that connect(2) takes client ports from, ip(7). */
export const PORT_RANGE_FILE = `${PROC}/sys/net/ipv4/ip_local_port_range`

export function parsePortRange(text: string): PortRange | undefined {
  const [first, last] = text.trim().split(/\s+/).map(Number)
  return first && last ? { first, last } : undefined
}

/** The range that connect(2) takes client ports from; Linux's default where it cannot be read. */
export function readEphemeralPorts(): PortRange {
  return parsePortRange(readProcFile(PORT_RANGE_FILE) ?? '') ?? FALLBACK
}

/** A listener on any address of this machine makes one of these fail. */
async function isPortFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '0.0.0.0', '::']) if (!(await canListen(port, host))) return false
  return true
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    // A machine without IPv6 has no wildcard to be taken there.
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'EADDRINUSE'))
    server.listen({ port, host, ipv6Only: host === '::', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
