import { readCommand } from './cmdline.ts'
import { listPids } from './process-table.ts'
import { holdsAny } from './sockets.ts'
import { readStat } from './stat.ts'
import { readListeners } from './tcp-table.ts'

/** Who listens on a port, for a person: `pid 17 (nginx: master process)`. */
export function describeHolder(port: number): string {
  const holders = findHolders(port).map((pid) => `pid ${pid} (${readCommand(pid) ?? readStat(pid)?.name ?? 'ended'})`)
  return holders.length === 0 ? 'a process that cannot be seen from here' : holders.join(' and ')
}

/** The processes that hold a listening socket on a port, as far as their descriptors may be read. */
export function findHolders(port: number, addresses?: ReadonlySet<string>): number[] {
  const listeners = readListeners(port).filter(({ local }) => addresses?.has(local.address) ?? true)
  const inodes = new Set(listeners.map(({ inode }) => inode))
  return inodes.size === 0 ? [] : listPids().filter((pid) => holdsAny(pid, inodes))
}
