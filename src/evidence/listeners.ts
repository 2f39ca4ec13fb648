import { PROC } from './proc-file.ts'
import type { Queues } from './queues.ts'
import type { Member } from './roster.ts'
import { findSockets, isSocket } from './sockets.ts'
import { readListeners, TABLES, type Table, type TcpEntry } from './tcp-table.ts'

export interface ListenersOptions {
  /** A listener on another address than these and the wildcards is somebody else's. */
  socket: { port: number; addresses: string[] }
  now: () => number
  told: (change: 'opened' | 'closed', pid: number, inode: number) => void
  /** Follows the accept queues, whenever the tables are read. */
  queues: Queues
  proc?: string
}

/** Follows which members hold listening sockets on the target's port, each by its inode. */
export interface Listeners {
  /** Reads the kernel's tables of listening sockets. Returns whether they name other sockets than the last time. */
  readTable(): boolean
  /** The tables in which the target's connections are. */
  tables(): readonly Table[]
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
const ALL_TABLES_MS = 2000

export function followListeners(options: ListenersOptions): Listeners {
  const { told, queues, now, proc = PROC } = options
  const { port, addresses } = options.socket
  const reachable = new Set([...WILDCARDS, ...addresses])
  /** What members hold: member → inode → file descriptor. */
  const held = new Map<Member, Map<number, number>>()
  let inodes = new Set<number>()
  let ever = false
  let used: Table[] = []
  let allRead = Number.NEGATIVE_INFINITY
  let released = false

  function release(member: Member, inode: number): void {
    released = true
    held.get(member)?.delete(inode)
    member.listeners = member.listeners.filter((other) => other !== inode)
    if (!isHeld(inode)) queues.flush(inode)
    told('closed', member.pid, inode)
  }

  function isHeld(inode: number): boolean {
    return [...held.values()].some((sockets) => sockets.has(inode))
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

  /**
   * Where there is no connection, a table costs milliseconds even to those who stop early; so the family that the target
   * does not use is looked at only now and then, and whenever there is no listener in the other one.
   */
  function readTables(): TcpEntry[] {
    const all = used.length === 0 || now() - allRead >= ALL_TABLES_MS
    const found = (all ? TABLES : used).map((table) => ({ table, entries: readTable(table) }))
    if (!all && found.every(({ entries }) => entries.length === 0)) return readAllTables()
    if (all) allRead = now()
    used = found.filter(({ entries }) => entries.length > 0).map(({ table }) => table)
    return found.flatMap(({ entries }) => entries)
  }

  function readAllTables(): TcpEntry[] {
    used = []
    return readTables()
  }

  function readTable(table: Table): TcpEntry[] {
    return readListeners(port, proc, [table]).filter(({ local }) => reachable.has(local.address))
  }

  function heldInodes(): Set<number> {
    return new Set([...held.values()].flatMap((sockets) => [...sockets.keys()]))
  }

  return {
    readTable() {
      const found = readTables()
      queues.note(found)
      const next = new Set(found.map((entry) => entry.inode))
      for (const inode of inodes) if (!next.has(inode)) queues.flush(inode)
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
    tables: () => (used.length === 0 ? TABLES : used),
    isOpen: () => inodes.size > 0,
    wasOpen: () => ever,
  }
}
