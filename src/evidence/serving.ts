import type { TrackedProcess } from '../model/target.ts'
import { type ConnectionSnapshot, type ServerConnection, snapshotConnections } from './connections.ts'
import { createCpuBudget } from './cpu-budget.ts'
import type { Listeners } from './listeners.ts'
import type { ProcessSet } from './process-set.ts'

export interface ServingOptions {
  port: number
  processes: ProcessSet
  listeners: Pick<Listeners, 'tables' | 'recordSocket'>
  now: () => number
  /** Called with each process that serves, as soon as it was seen to. */
  onServing: (t: number, pid: number) => void
  /** Called with each snapshot when it is complete. */
  onSnapshot: (t: number, snapshot: ConnectionSnapshot) => void
  proc?: string
}

/** Follows who serves: who holds connections to the target's port. */
export interface Serving {
  /** Goes on with the look that is under way, for a slice of time; or begins one, if it is due within this budget, see CpuBudget. */
  step(everyMs: number, share: number, latestMs?: number): void
  /** Takes a whole look now, however long it takes. */
  look(): void
  close(): void
}

/** A tick that takes much longer would come too late to the next look at processes and listeners. */
const SLICE_MS = 6

export function followServing(options: ServingOptions): Serving {
  const { port, processes, listeners, now, onServing, onSnapshot, proc } = options
  const budget = createCpuBudget()
  let underWay: Generator<void, void, void> | undefined
  let before: ConnectionSnapshot | undefined

  function* look(): Generator<void, void, void> {
    const holding = new Set([...(before?.connections.values() ?? [])].flatMap(({ holders }) => holders))
    const snapshot = yield* snapshotConnections({
      port,
      tables: listeners.tables(),
      processes: processes.living(),
      now,
      onSocket: listeners.recordSocket,
      onHolder(process, held) {
        holding.add(process)
        if (held.some((connection) => isServedBy(process, connection, holding))) onServing(now(), process.pid)
      },
      ...(proc !== undefined && { proc }),
    })
    for (const connection of snapshot.connections.values()) {
      connection.servers = connection.holders.filter((process) => isServedBy(process, connection, holding))
    }
    before = snapshot
    onSnapshot(now(), snapshot)
  }

  /**
   * A process whose children serve, such as the primary of a Node cluster, may hold a connection only until it has handed it to
   * one of them. It serves those that it still holds at the next look.
   */
  function isServedBy(
    process: TrackedProcess,
    { inode }: ServerConnection,
    holding: ReadonlySet<TrackedProcess>,
  ): boolean {
    if (![...holding].some(({ ppid }) => ppid === process.pid)) return true
    return before?.connections.get(inode)?.holders.includes(process) ?? false
  }

  return {
    step(everyMs, share, latestMs) {
      if (underWay === undefined && budget.isDue(everyMs, share, latestMs)) underWay = look()
      if (underWay !== undefined && budget.spendSome(underWay, SLICE_MS)) underWay = undefined
    },
    look() {
      underWay?.return()
      underWay = undefined
      budget.spendSome(look(), Number.POSITIVE_INFINITY)
    },
    close: () => void underWay?.return(),
  }
}
