import { PROC } from '../linux/proc-file.ts'
import { socketsOf } from '../linux/sockets.ts'
import { readConnections, type TcpTable } from '../linux/tcp-table.ts'
import type { TrackedProcess } from '../model/target.ts'

/** The server's end of a connection to the target's port. */
export interface ServerConnection {
  inode: number
  /** The client's port. */
  port: number
  /** The client is on this machine. */
  near: boolean
  /** The processes that hold it: several where it was inherited. */
  holders: TrackedProcess[]
  /** Those of them who serve it, and do not just hand it on. */
  servers: TrackedProcess[]
}

/** Who was seen to hold which connection. */
export interface ConnectionSnapshot {
  /** When the look began, on the run's clock. */
  begun: number
  /** By inode. */
  connections: Map<number, ServerConnection>
  /** Ports of clients whose connections no process holds: mostly not accepted yet. */
  unheld: Set<number>
}

export interface SnapshotOptions {
  port: number
  tables: readonly TcpTable[]
  processes: readonly TrackedProcess[]
  now: () => number
  /** Called with every socket that a process holds. */
  onSocket: (process: TrackedProcess, inode: number, fd: number) => void
  /** Called with every process that holds connections, as soon as all its descriptors have been looked at. */
  onHolder: (process: TrackedProcess, held: ServerConnection[]) => void
  proc?: string
}

/** Descriptors that are looked at between two pauses: some 0.1 ms. */
const AT_A_TIME = 32

/**
 * Looks at who holds the target's connections: first the table, then the descriptors of the processes, those first that came
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
  for (const process of processes.toReversed()) {
    const held = yield* searchProcess(process, snapshot, options)
    if (held.length > 0) onHolder(process, held)
  }
  return snapshot
}

/** A client that connects to an address of its own machine has the same address, or the first loopback address. */
function isNear(local: string, remote: string): boolean {
  return remote === local || remote === '127.0.0.1' || remote === '::1'
}

function* searchProcess(
  process: TrackedProcess,
  { connections }: ConnectionSnapshot,
  { onSocket, proc }: SnapshotOptions,
): Generator<void, ServerConnection[], void> {
  const held = new Set<ServerConnection>()
  let looked = 0
  for (const { fd, inode } of socketsOf(process.pid, proc)) {
    if (inode !== undefined) {
      onSocket(process, inode, fd)
      const connection = connections.get(inode)
      if (connection) held.add(connection)
    }
    looked += 1
    if (looked % AT_A_TIME === 0) yield
  }
  yield
  for (const connection of held) connection.holders.push(process)
  return [...held]
}
