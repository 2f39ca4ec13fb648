import { PROC } from '../linux/proc-file.ts'
import type { Queues } from '../linux/queues.ts'
import { type Descriptor, describeSocket, findSockets, isOpen } from '../linux/sockets.ts'
import { readListeners, TABLES, type Table, type TcpEntry } from '../linux/tcp-table.ts'
import type { TrackedProcess } from './process-set.ts'

export interface ListenersOptions {
  /** A listener on another address than these and the wildcards is somebody else's. */
  socket: { port: number; addresses: string[] }
  now: () => number
  onChange: (change: 'opened' | 'closed', pid: number, inode: number) => void
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
  /** Whether a member holds listening sockets, and still holds `asked` of them, whose turn it is: a system call for each. */
  stillHolds(member: TrackedProcess, asked: number): boolean
  holds(member: TrackedProcess): boolean
  /** Looks for listening sockets among the first descriptors of a member, or among all. */
  find(member: TrackedProcess, everywhere?: boolean): void
  /** Whether a member that held sockets has gone. */
  awaitsClose(): boolean
  /**
   * Tells what is held no more: by these members, by those that have gone, and of sockets that have left the table. To be called when
   * whoever may have taken over has been looked at, so that a handover between two looks does not appear as a gap.
   */
  dropLost(suspects: readonly TrackedProcess[]): void
  /** A member was seen to hold a socket, which may be a listening one. */
  noteSocket(member: TrackedProcess, inode: number, fd: number): void
  /** Inodes in the table that no member holds. */
  unowned(): Set<number>
  isOpen(): boolean
  /** Whether a listening socket was ever seen: where it never was although the target answers, it is out of sight. */
  wasOpen(): boolean
}

const WILDCARDS = ['0.0.0.0', '::']
const ALL_TABLES_MS = 2000

/** What a member holds. Kept in an array as well, in the order of their turns: this is gone through fifty times a second. */
interface Holding {
  sockets: Map<number, Descriptor>
  turns: Descriptor[]
  next: number
}

export function followListeners(options: ListenersOptions): Listeners {
  const { onChange, queues, now, proc = PROC } = options
  const { port, addresses } = options.socket
  const reachable = new Set([...WILDCARDS, ...addresses])
  const held = new Map<TrackedProcess, Holding>()
  let inodes = new Set<number>()
  let ever = false
  let used: Table[] = []
  let allRead = Number.NEGATIVE_INFINITY

  function acquire(member: TrackedProcess, inode: number, fd: number): void {
    const holding = held.get(member) ?? { sockets: new Map(), turns: [], next: 0 }
    held.set(member, holding)
    const known = holding.sockets.get(inode)
    if (known?.fd === fd) return
    holding.sockets.set(inode, describeSocket(member.pid, fd, inode, proc))
    holding.turns = [...holding.sockets.values()]
    if (known) return
    member.listeners.push(inode)
    onChange('opened', member.pid, inode)
  }

  function release(member: TrackedProcess, holding: Holding, inode: number): void {
    holding.sockets.delete(inode)
    holding.turns = [...holding.sockets.values()]
    member.listeners = member.listeners.filter((other) => other !== inode)
    if (!isHeld(inode)) queues.flush(inode)
    onChange('closed', member.pid, inode)
  }

  function isHeld(inode: number): boolean {
    return [...held.values()].some(({ sockets }) => sockets.has(inode))
  }

  function mayHaveLost(member: TrackedProcess, { turns }: Holding): boolean {
    return member.gone !== undefined || turns.some(({ inode }) => !inodes.has(inode))
  }

  function drop(member: TrackedProcess, holding: Holding): void {
    const lost = holding.turns.filter((socket) => member.gone !== undefined || !isOpen(socket))
    for (const { inode } of lost) release(member, holding, inode)
    if (member.gone !== undefined) held.delete(member)
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
    stillHolds(member, asked) {
      const holding = held.get(member)
      if (holding === undefined || holding.turns.length === 0) return false
      for (let left = Math.min(asked, holding.turns.length); left > 0; left -= 1) {
        holding.next = (holding.next + 1) % holding.turns.length
        const socket = holding.turns[holding.next]
        if (socket && !isOpen(socket)) return false
      }
      return true
    },
    holds: (member) => (held.get(member)?.turns.length ?? 0) > 0,
    find(member, everywhere = false) {
      if (member.gone !== undefined) return
      for (const [inode, fd] of findSockets(member.pid, inodes, { proc, everywhere })) acquire(member, inode, fd)
    },
    awaitsClose: () => [...held.keys()].some(({ gone }) => gone !== undefined),
    dropLost(suspects) {
      for (const [member, holding] of held) {
        if (suspects.includes(member) || mayHaveLost(member, holding)) drop(member, holding)
      }
    },
    noteSocket(member, inode, fd) {
      if (inodes.has(inode) && member.gone === undefined) acquire(member, inode, fd)
    },
    unowned: () => new Set([...inodes].filter((inode) => !isHeld(inode))),
    tables: () => (used.length === 0 ? TABLES : used),
    isOpen: () => inodes.size > 0,
    wasOpen: () => ever,
  }
}
