import { followCounters } from '../linux/counters.ts'
import { hasPulse } from '../linux/is-alive.ts'
import { PROC } from '../linux/proc-file.ts'
import { followQueues } from '../linux/queues.ts'
import type { Clock } from '../model/clock.ts'
import type { RunEvent } from '../model/event.ts'
import type { ConnectionSnapshot } from './connections.ts'
import { createCpuBudget } from './cpu-budget.ts'
import type { Exit } from './exit.ts'
import type { ProcessFeed } from './generation.ts'
import { followListeners } from './listeners.ts'
import { discoverProcesses } from './process-discovery.ts'
import { createProcessEvents } from './process-events.ts'
import { createProcessSet, type TrackedProcess } from './process-set.ts'
import { followServing } from './serving.ts'

export interface WatchOptions {
  clock: Clock
  /** The port of the target's url and the addresses under which it is reached; absent where its sockets are not on this machine. */
  socket?: { port: number; addresses: string[] }
  onEvent: (event: RunEvent) => void
  /** Is told at once of every process that came or went, and of whoever was seen to serve. */
  feed?: ProcessFeed
  /** Is told of each look at who holds which connection, when it has ended. */
  onSnapshot?: (t: number, snapshot: ConnectionSnapshot) => void
  /** See ProcessEventsOptions. */
  exitOf?: (member: TrackedProcess) => Exit | 'pending' | undefined
  /** See DiscoveryOptions. */
  marker?: string
  pidFile?: string
  notBefore?: number
  proc?: string
}

/** How often it is looked who serves: ten times a second during a restart, twice a second in calm. */
export type SamplingRate = 'fast' | 'slow'

/** Watches all processes that ever belonged to the target. */
export interface ProcessWatch {
  /** Takes a process in. Undefined where it does not exist. */
  add(pid: number, ours: boolean): TrackedProcess | undefined
  /** A process that is never taken in. */
  exclude(pid: number): void
  processes(): TrackedProcess[]
  living(): TrackedProcess[]
  /** Looks at everything now, but for who serves. */
  refresh(): void
  /** Whether anybody listens on the target's address and port; undefined where that can't be seen. */
  listening(): boolean | undefined
  /** Whether anybody was ever seen to listen there. */
  hasListened(): boolean
  /** From now on; `fast` looks at who serves at once. */
  setSamplingRate(rate: SamplingRate): void
  close(): void
}

/** A timer is late by one or two, which leaves no more than 20 between two looks. */
const TICK_MS = 18
const CALM_MS = 500
/** Of how many listening sockets a process is asked each time during a restart. Whoever ends lets go of all of them at once. */
const ASKED_CLOSELY = 4
const CLOSE_MS = 100
/** Who serves is looked at so often during a restart, whatever it costs. */
const LATEST_MS = 1000
const COUNTERS_MS = 1000
/** After a change, more changes are likely; a young process may still execute another program, or inherit a socket. */
const AFTERMATH_MS = 500
/** Shares of a core that one kind of look may take: in calm, and while things change or somebody waits for an answer. */
const CALM_SHARE = 0.003
const BUSY_SHARE = 0.1

export function watchProcesses(options: WatchOptions): ProcessWatch {
  const { clock, socket, onEvent, feed, exitOf = () => undefined, onSnapshot = () => {}, proc = PROC } = options
  const now = (): number => clock.now()
  const processes = createProcessSet()
  const discovery = discoverProcesses({ ...options, processes, now })
  /** When the look under way began: what is found in one look bears one time. */
  let looked = now()
  const events = createProcessEvents({ processes, now: () => looked, onEvent, feed, exitOf })
  const queues = followQueues({
    now,
    told: (t, inode, length) => onEvent({ t, kind: 'accept-queue', inode, length }),
  })
  const lookAtCounters = followCounters({ now, onEvent, proc })
  const listeners = followListeners({
    socket: socket ?? { port: 0, addresses: [] },
    now,
    onChange: events.emitListener,
    queues,
    proc,
  })
  const serving = followServing({
    port: socket?.port ?? 0,
    processes,
    listeners,
    now,
    onServing: (t, pid) => feed?.serving(t, [pid]),
    onSnapshot,
    proc,
  })
  const budgets = {
    quick: createCpuBudget(),
    full: createCpuBudget(),
    table: createCpuBudget(),
    counters: createCpuBudget(),
  }
  let attentive = false
  let timer: NodeJS.Timeout | undefined

  function lookAtAll(): void {
    budgets.full.spend(() => {
      events.emitChanges(discovery.scanAll(listeners.unowned()))
      // Only now is it known whose socket it may be.
      if (listeners.unowned().size > 0) findListeners()
    })
  }

  function findListeners(): void {
    for (const member of processes.living()) listeners.find(member)
    if (listeners.unowned().size === 0) return
    for (const member of processes.living()) listeners.find(member, true)
  }

  function lookQuickly(): void {
    const came = discovery.scanNew()
    const suspects = processes.living().filter((member) => isSuspect(member))
    for (const member of suspects) discovery.check(member)
    events.emitChanges(came)
    for (const member of suspects) listeners.find(member)
    if (suspects.some((member) => listeners.holds(member)) || listeners.awaitsClose()) lookAtTable(suspects)
  }

  /** Whether there is more to be looked at than that it lives, and holds the listening sockets that it held. */
  function isSuspect(member: TrackedProcess): boolean {
    if (listeners.stillHolds(member, attentive ? ASKED_CLOSELY : 1)) return false
    const young = now() - member.seen < AFTERMATH_MS
    return young || listeners.holds(member) || !hasPulse(member.pid, proc)
  }

  /** @param suspects members that may have let go of a listening socket */
  function lookAtTable(suspects: TrackedProcess[] = []): void {
    const changed = socket !== undefined && budgets.table.spend(() => listeners.readTable())
    if (changed) findListeners()
    if (changed && listeners.unowned().size > 0) lookAtAll()
    listeners.dropLost(suspects)
  }

  function isBusy(): boolean {
    return attentive || now() - events.lastChange() < AFTERMATH_MS || !listeners.isOpen()
  }

  function tick(): void {
    timer = setTimeout(tick, TICK_MS).unref()
    looked = now()
    if (budgets.quick.isDue(0, BUSY_SHARE, CLOSE_MS)) budgets.quick.spend(lookQuickly)
    if (isBusy() ? budgets.table.isDue(0, BUSY_SHARE, CLOSE_MS) : budgets.table.isDue(CALM_MS, CALM_SHARE))
      lookAtTable()
    if (budgets.full.isDue(CALM_MS, CALM_SHARE)) lookAtAll()
    if (budgets.counters.isDue(COUNTERS_MS, CALM_SHARE)) budgets.counters.spend(lookAtCounters)
    if (socket && attentive) serving.step(CLOSE_MS, BUSY_SHARE, LATEST_MS)
    else if (socket) serving.step(CALM_MS, CALM_SHARE)
  }

  timer = setTimeout(tick, 0).unref()
  return {
    add(pid, ours) {
      looked = now()
      const known = processes.find(pid)
      const member = discovery.add(pid, ours)
      if (member && member !== known) events.emitChanges([member])
      return member
    },
    exclude: (pid) => discovery.exclude(pid),
    processes: () => processes.all(),
    living: () => processes.living(),
    refresh() {
      looked = now()
      lookAtAll()
      lookQuickly()
      findListeners()
      lookAtTable(processes.living())
    },
    hasListened: () => listeners.wasOpen(),
    listening: () => (socket ? listeners.isOpen() : undefined),
    setSamplingRate(rate) {
      if ((rate === 'fast') === attentive) return
      attentive = rate === 'fast'
      budgets.counters.spend(lookAtCounters)
      if (attentive && socket) serving.look()
    },
    close() {
      clearTimeout(timer)
      serving.close()
      discovery.close()
      lookAtCounters()
    },
  }
}
