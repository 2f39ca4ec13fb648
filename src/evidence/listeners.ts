import { PROC } from '../linux/proc-file.ts'
import type { Queues } from '../linux/queues.ts'
import { findSockets, isOpen } from '../linux/sockets.ts'
import type { TcpTable } from '../linux/tcp-table.ts'
import type { TrackedProcess } from '../model/target.ts'
import { createHeldSockets } from './held-sockets.ts'
import { openListeningSockets } from './listening-sockets.ts'

export interface ListenersOptions {
  /** A listener on another address than these and the wildcards belongs to another program. */
  socket: { port: number; addresses: string[] }
  now: () => number
  onChange: (change: 'opened' | 'closed', pid: number, inode: number) => void
  /** A process was first seen to listen on the port, on an address that is not reached. */
  onElsewhere: (pid: number, inode: number, address: string) => void
  /** Follows the accept queues, whenever the tables are read. */
  queues: Queues
  proc?: string
}

/** Follows which processes hold listening sockets on the target's port, each by its inode. */
export interface Listeners {
  /** Reads the kernel's tables of listening sockets. Returns whether they name other sockets than the last time. */
  readTable(): boolean
  /** The tables in which the target's connections are. */
  tables(): readonly TcpTable[]
  /** See HeldSockets. */
  stillHolds(process: TrackedProcess, asked: number): boolean
  holds(process: TrackedProcess): boolean
  /** Looks for listening sockets among the first descriptors of a process, or among all. */
  find(process: TrackedProcess, everywhere?: boolean): void
  /** Whether a process that held sockets has gone, so that their close is yet to be emitted. */
  awaitsClose(): boolean
  /**
   * Emits what is held no more: by these processes, by those that have gone, and of sockets that have left the table. To be called when
   * whatever may have taken over has been looked at, so that a handover between two looks does not appear as a gap.
   */
  dropLost(suspects: readonly TrackedProcess[]): void
  /** A process was seen to hold a socket, which may be a listening one. */
  recordSocket(process: TrackedProcess, inode: number, fd: number): void
  /** Nothing listens where it should, and a socket on another address is yet to be ascribed to a process. */
  hasElsewhere(): boolean
  /** Inodes in the table that no process of the target holds. */
  unowned(): Set<number>
  isOpen(): boolean
  /** Whether a listening socket was ever seen: where it never was although the target answers, it is out of sight. */
  wasOpen(): boolean
}

export function followListeners(options: ListenersOptions): Listeners {
  const { onChange, onElsewhere, queues, now, proc = PROC } = options
  const sockets = openListeningSockets({ ...options.socket, now, proc })
  const held = createHeldSockets(proc)
  let inodes: ReadonlySet<number> = new Set()
  let ever = false
  /** Sockets on other addresses whose holder was emitted. */
  const told = new Set<number>()

  function acquire(process: TrackedProcess, inode: number, fd: number): void {
    if (!held.add(process, inode, fd)) return
    process.listeners.push(inode)
    onChange('opened', process.pid, inode)
  }

  function release(process: TrackedProcess, inode: number): void {
    held.delete(process, inode)
    process.listeners = process.listeners.filter((other) => other !== inode)
    if (!held.isHeld(inode)) queues.flush(inode)
    onChange('closed', process.pid, inode)
  }

  /** Only while nothing listens where it should: else such a socket is an addition, and no matter. */
  function lookElsewhere(process: TrackedProcess): void {
    const open = sockets.elsewhere().filter(({ inode }) => inodes.size === 0 && !told.has(inode))
    const found = findSockets(process.pid, new Set(open.map(({ inode }) => inode)), { proc, everywhere: true })
    for (const { inode, local } of open) {
      if (!found.has(inode)) continue
      told.add(inode)
      onElsewhere(process.pid, inode, local.address.includes(':') ? `[${local.address}]` : local.address)
    }
  }

  function mayHaveLost(process: TrackedProcess): boolean {
    return process.gone !== undefined || held.of(process).some(({ inode }) => !inodes.has(inode))
  }

  function drop(process: TrackedProcess): void {
    const lost = held.of(process).filter((socket) => process.gone !== undefined || !isOpen(socket))
    for (const { inode } of lost) release(process, inode)
    if (process.gone !== undefined) held.forget(process)
  }

  return {
    readTable() {
      const found = sockets.read()
      queues.record(found)
      const before = inodes
      inodes = new Set(found.map(({ inode }) => inode))
      for (const inode of before) if (!inodes.has(inode)) queues.flush(inode)
      ever ||= inodes.size > 0
      return before.size !== inodes.size || [...inodes].some((inode) => !before.has(inode))
    },
    tables: sockets.tables,
    stillHolds: held.stillHolds,
    holds: (process) => held.of(process).length > 0,
    find(process, everywhere = false) {
      if (process.gone !== undefined) return
      for (const [inode, fd] of findSockets(process.pid, inodes, { proc, everywhere })) acquire(process, inode, fd)
      lookElsewhere(process)
    },
    awaitsClose: () => held.processes().some(({ gone }) => gone !== undefined),
    dropLost(suspects) {
      for (const process of held.processes()) if (suspects.includes(process) || mayHaveLost(process)) drop(process)
    },
    recordSocket(process, inode, fd) {
      if (inodes.has(inode) && process.gone === undefined) acquire(process, inode, fd)
    },
    hasElsewhere: () => inodes.size === 0 && sockets.elsewhere().some(({ inode }) => !told.has(inode)),
    unowned: () => new Set([...inodes].filter((inode) => !held.isHeld(inode))),
    isOpen: () => inodes.size > 0,
    wasOpen: () => ever,
  }
}
