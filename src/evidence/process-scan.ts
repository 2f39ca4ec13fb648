import { isAlive } from '../linux/is-alive.ts'
import type { TrackedProcess } from '../model/target.ts'
import type { CpuBudget } from './cpu-budget.ts'
import type { Listeners } from './listeners.ts'
import type { ProcessDiscovery } from './process-discovery.ts'
import type { ProcessEvents } from './process-events.ts'
import type { ProcessSet } from './process-set.ts'

export interface ScanOptions {
  processes: ProcessSet
  discovery: ProcessDiscovery
  listeners: Listeners
  events: ProcessEvents
  /** What the costly looks are charged to. */
  budgets: Record<'full' | 'table', CpuBudget>
  /** Whether the target's sockets are on this machine. */
  hasSocket: boolean
  now: () => number
  proc: string
}

/** The looks at processes and listeners, each in the order in which what it finds must be emitted. */
export interface ProcessScan {
  /** At what has started, and at what may have ended. @param asked how many sockets of each process are checked, see HeldSockets */
  quick(asked: number): void
  /** At the tables of listening sockets. @param suspects processes that may have let go of one */
  table(suspects?: readonly TrackedProcess[]): void
  /** At every process there is. */
  full(): void
  /** At everything now. */
  everything(): void
}

/** After a change, more changes are likely; a young process may still execute another program, or inherit a socket. */
export const AFTERMATH_MS = 500

export function createProcessScan(options: ScanOptions): ProcessScan {
  const { processes, discovery, listeners, events, budgets, hasSocket, now, proc } = options

  function full(): void {
    budgets.full.spend(() => {
      events.emitChanges(discovery.scanAll(listeners.unowned()))
      // Only now is it known whose socket it may be.
      if (listeners.unowned().size > 0) findListeners()
    })
  }

  function findListeners(): void {
    for (const process of processes.living()) listeners.find(process)
    if (listeners.unowned().size === 0) return
    for (const process of processes.living()) listeners.find(process, true)
  }

  function quick(asked: number): void {
    const came = discovery.scanNew()
    const suspects = processes.living().filter((process) => needsRecheck(process, asked))
    for (const process of suspects) discovery.check(process)
    events.emitChanges(came)
    for (const process of suspects) listeners.find(process)
    if (suspects.some((process) => listeners.holds(process)) || listeners.awaitsClose()) table(suspects)
  }

  /** Whether there is more to be looked at than that it lives, and holds the listening sockets that it held. */
  function needsRecheck(process: TrackedProcess, asked: number): boolean {
    if (listeners.stillHolds(process, asked)) return false
    const isYoung = now() - process.seen < AFTERMATH_MS
    return isYoung || listeners.holds(process) || !isAlive(process.pid, proc)
  }

  function table(suspects: readonly TrackedProcess[] = []): void {
    const changed = hasSocket && budgets.table.spend(() => listeners.readTable())
    if (changed || listeners.hasElsewhere()) findListeners()
    if (changed && listeners.unowned().size > 0) full()
    listeners.dropLost(suspects)
  }

  function everything(): void {
    full()
    quick(1)
    findListeners()
    table(processes.living())
  }

  return { quick, table, full, everything }
}
