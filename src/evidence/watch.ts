import { followCounters } from '../linux/counters.ts'
import { PROC } from '../linux/proc-file.ts'
import { readAgeMs } from '../linux/process-table.ts'
import { followQueues } from '../linux/queues.ts'
import type { Clock } from '../model/clock.ts'
import type { RunEvent } from '../model/event.ts'
import type { ProcessWatch } from '../model/evidence.ts'
import type { Exit, TrackedProcess } from '../model/target.ts'
import type { ConnectionSnapshot } from './connections.ts'
import { createCpuBudget } from './cpu-budget.ts'
import type { ProcessFeed } from './generation.ts'
import { followListeners } from './listeners.ts'
import { discoverProcesses } from './process-discovery.ts'
import { createProcessEvents, type ProcessEvents } from './process-events.ts'
import { createProcessScan } from './process-scan.ts'
import { createProcessSet } from './process-set.ts'
import { type Budgets, Sampler } from './sampler.ts'
import { followServing } from './serving.ts'

export interface WatchOptions {
  clock: Clock
  /** The port of the target's url and the addresses under which it is reached; absent where its sockets are not on this machine. */
  socket?: { port: number; addresses: string[] }
  onEvent: (event: RunEvent) => void
  /** Is called at once for every process that came or went, or was seen to serve. */
  feed?: ProcessFeed
  /** Is called with each snapshot of who holds which connection, when it is complete. */
  onSnapshot?: (t: number, snapshot: ConnectionSnapshot) => void
  /** See ProcessEventsOptions. */
  exitOf?: (process: TrackedProcess) => Exit | 'pending' | undefined
  /** See DiscoveryOptions. */
  marker?: string
  pidFile?: string
  notBefore?: number
  proc?: string
}

export function watchProcesses(options: WatchOptions): ProcessWatch {
  const { clock, socket, feed, onSnapshot = () => {}, proc = PROC } = options
  const now = (): number => clock.now()
  /** When the look under way began: what is found in one look bears one time. */
  let looked = now()
  const onTick = (): void => void (looked = now())
  const processes = createProcessSet()
  const discovery = discoverProcesses({ ...options, processes, now })
  const bornAt = ({ startTicks }: TrackedProcess): number | undefined => {
    const age = readAgeMs(startTicks, proc)
    return age === undefined ? undefined : now() - age
  }
  const watched = { ...options, processes, now: () => looked, bornAt }
  const events = createProcessEvents({ exitOf: () => undefined, feed, ...watched })
  const listeners = openListeners(options, now, events)
  const onServing = (t: number, pid: number): void => events.emitServing(t, pid)
  const serving = socket && followServing({ port: socket.port, processes, listeners, now, onServing, onSnapshot, proc })
  const readCounters = followCounters({ now, onEvent: options.onEvent, proc })
  const budgets = openBudgets()
  const hasSocket = socket !== undefined
  const scan = createProcessScan({ processes, discovery, listeners, events, budgets, hasSocket, now, proc })
  const sinceChange = (): number => now() - events.lastChange()
  const isListening = listeners.isOpen
  const sampler = new Sampler({ scan, budgets, serving, readCounters, sinceChange, isListening, onTick })
  return {
    add(pid, ours) {
      onTick()
      const known = processes.find(pid)
      const added = discovery.add(pid, ours)
      if (added && added !== known) events.emitChanges([added])
      return added
    },
    exclude: discovery.exclude,
    processes: processes.all,
    living: processes.living,
    refresh() {
      onTick()
      scan.everything()
    },
    hasListened: listeners.wasOpen,
    listening: () => (socket ? listeners.isOpen() : undefined),
    setSamplingRate: (rate) => sampler.setRate(rate),
    close() {
      sampler.close()
      serving?.close()
      discovery.close()
      readCounters()
    },
  }
}

function openListeners({ socket, onEvent, proc = PROC }: WatchOptions, now: () => number, events: ProcessEvents) {
  const queues = followQueues({
    now,
    onQueue: (t, inode, length) => onEvent({ t, kind: 'accept-queue', inode, length }),
  })
  return followListeners({
    socket: socket ?? { port: 0, addresses: [] },
    now,
    onChange: events.emitListener,
    onElsewhere: (pid, inode, address) => onEvent({ t: now(), kind: 'listener-elsewhere', pid, inode, address }),
    queues,
    proc,
  })
}

function openBudgets(): Budgets {
  return {
    quick: createCpuBudget(),
    full: createCpuBudget(),
    table: createCpuBudget(),
    counters: createCpuBudget(),
  }
}
