import { PROC } from '../linux/proc-file.ts'
import { socketsOf } from '../linux/sockets.ts'
import { readConnections, type Table } from '../linux/tcp-table.ts'
import type { TrackedProcess } from './process-set.ts'

/** The server's end of a connection to the target's port. */
export interface Connection {
  inode: number
  /** The client's port. */
  port: number
  /** The client is on this machine. */
  near: boolean
  /** The members that hold it: several where it was inherited. */
  holders: TrackedProcess[]
  /** Those of them who serve it, and do not just hand it on. */
  servers: TrackedProcess[]
}

/** Who was seen to hold which connection. */
export interface ConnectionSnapshot {
  /** When the look began, on the run's clock. */
  begun: number
  /** By inode. */
  connections: Map<number, Connection>
  /** Ports of clients whose connections no process holds: mostly not accepted yet. */
  unheld: Set<number>
}

export interface SnapshotOptions {
  port: number
  tables: readonly Table[]
  processes: readonly TrackedProcess[]
  now: () => number
  /** Told of every socket that a member holds. */
  onSocket: (member: TrackedProcess, inode: number, fd: number) => void
  /** Told of every member that holds connections, as soon as all its descriptors have been looked at. */
  onHolder: (member: TrackedProcess, held: Connection[]) => void
  proc?: string
}

/** Descriptors that are looked at between two pauses: some 0.1 ms. */
const AT_A_TIME = 32

/**
 * Looks at who holds the target's connections: first the table, then the descriptors of the members, those first that came
 * last. It takes milliseconds, and a hundred of them with ten thousand connections, so it comes in pieces.
 */
export function* snapshotConnections(options: SnapshotOptions): Generator<void, ConnectionSnapshot, void> {
  const { port, tables, processes, now, onHolder, proc = PROC } = options
  const snapshot: ConnectionSnapshot = { begun: now(), connections: new Map(), unheld: new Set() }
  for (const entries of readConnections(port, proc, tables)) {
    for (const { inode, local, remote } of entries) {
      const near = isNear(local.address, remote.address)
      if (inode === 0) snapshot.unheld.add(remote.port)
      else snapshot.connections.set(inode, { inode, port: remote.port, near, holders: [], servers: [] })
    }
    yield
  }
  for (const member of processes.toReversed()) {
    const held = yield* searchMember(member, snapshot, options)
    if (held.length > 0) onHolder(member, held)
  }
  return snapshot
}

/** Whoever connects to an address of its own machine does so from the same address, or from the first loopback address. */
function isNear(local: string, remote: string): boolean {
  return remote === local || remote === '127.0.0.1' || remote === '::1'
}

function* searchMember(
  member: TrackedProcess,
  { connections }: ConnectionSnapshot,
  { onSocket, proc }: SnapshotOptions,
): Generator<void, Connection[], void> {
  const held = new Set<Connection>()
  let looked = 0
  for (const { fd, inode } of socketsOf(member.pid, proc)) {
    if (inode !== undefined) {
      onSocket(member, inode, fd)
      const connection = connections.get(inode)
      if (connection) held.add(connection)
    }
    looked += 1
    if (looked % AT_A_TIME === 0) yield
  }
  yield
  for (const connection of held) connection.holders.push(member)
  return [...held]
}
