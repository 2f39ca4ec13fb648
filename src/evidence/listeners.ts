import { PROC } from './proc-file.ts'
import type { Member } from './roster.ts'
import { findSockets, isSocket } from './sockets.ts'
import { readListeners } from './tcp-table.ts'

export interface ListenersOptions {
  /** A listener on another address than these and the wildcards is somebody else's. */
  socket: { port: number; addresses: string[] }
  told: (change: 'opened' | 'closed', pid: number, inode: number) => void
  proc?: string
}

/** Follows which members hold listening sockets on the target's port, each by its inode. */
export interface Listeners {
  /** Reads the kernel's table of listening sockets. Returns whether it names other sockets than the last time. */
  readTable(): boolean
  /**
   * Asks whether members still hold what they held, and looks through all descriptors of those to be searched. Returns
   * whether one has let go of a socket, so that the table may have changed.
   */
  check(living: Member[], searched: ReadonlySet<Member>): boolean
  /** Inodes in the table that no member holds. */
  unowned(): Set<number>
  isOpen(): boolean
  /** Whether a listening socket was ever seen: where it never was although the target answers, it is out of sight. */
  wasOpen(): boolean
}

const WILDCARDS = ['0.0.0.0', '::']

export function followListeners(options: ListenersOptions): Listeners {
  const { told, proc = PROC } = options
  const { port, addresses } = options.socket
  const reachable = new Set([...WILDCARDS, ...addresses])
  /** What members hold: member → inode → file descriptor. */
  const held = new Map<Member, Map<number, number>>()
  let inodes = new Set<number>()
  let ever = false
  let released = false

  function release(member: Member, inode: number): void {
    released = true
    held.get(member)?.delete(inode)
    member.listeners = member.listeners.filter((other) => other !== inode)
    told('closed', member.pid, inode)
  }

  function search(member: Member): void {
    const found = findSockets(member.pid, inodes, proc)
    const before = held.get(member)
    for (const inode of before?.keys() ?? []) if (!found.has(inode)) release(member, inode)
    for (const inode of found.keys()) {
      if (before?.has(inode)) continue
      member.listeners.push(inode)
      told('opened', member.pid, inode)
    }
    held.set(member, found)
  }

  /** A socket that moved to another descriptor is found again by a search. */
  function verify(member: Member): void {
    const sockets = [...(held.get(member) ?? [])]
    if (sockets.some(([inode, fd]) => !isSocket(member.pid, fd, inode, proc))) search(member)
  }

  function bury(): void {
    for (const [member, sockets] of held) {
      if (member.gone === undefined) continue
      for (const inode of sockets.keys()) release(member, inode)
      held.delete(member)
    }
  }

  function heldInodes(): Set<number> {
    return new Set([...held.values()].flatMap((sockets) => [...sockets.keys()]))
  }

  return {
    readTable() {
      const now = readListeners(port, proc).filter((entry) => reachable.has(entry.local.address))
      const next = new Set(now.map((entry) => entry.inode))
      const changed = next.size !== inodes.size || [...next].some((inode) => !inodes.has(inode))
      inodes = next
      ever ||= next.size > 0
      return changed
    },
    check(living, searched) {
      released = false
      bury()
      for (const member of living) (searched.has(member) ? search : verify)(member)
      return released
    },
    unowned() {
      const owned = heldInodes()
      return new Set([...inodes].filter((inode) => !owned.has(inode)))
    },
    isOpen: () => inodes.size > 0,
    wasOpen: () => ever,
  }
}
