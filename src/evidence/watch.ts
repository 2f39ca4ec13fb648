import type { Clock } from '../model/clock.ts'
import type { RunEvent } from '../model/event.ts'
import { createAnnouncer } from './announce.ts'
import { takeCensus } from './census.ts'
import { followCounters } from './counters.ts'
import type { Exit } from './exit.ts'
import type { ProcessFeed } from './generation.ts'
import { followListeners } from './listeners.ts'
import { keepPace } from './pace.ts'
import { PROC } from './proc-file.ts'
import { followQueues } from './queues.ts'
import { createRoster, type Member } from './roster.ts'
import { holdsAny } from './sockets.ts'
import { readServed } from './tcp-table.ts'

export interface WatchOptions {
  clock: Clock
  /** The port of the target's url and the addresses under which it is reached; absent where its sockets are not on this machine. */
  socket?: { port: number; addresses: string[] }
  onEvent: (event: RunEvent) => void
  /** Is told at once of every process that came or went, and who serves whenever that was looked at. */
  feed?: ProcessFeed
  /** See AnnounceOptions. */
  exitOf?: (member: Member) => Exit | 'pending' | undefined
  /** See CensusOptions. */
  marker?: string
  pidFile?: string
  notBefore?: number
  proc?: string
}

/** Watches all processes that ever belonged to the target. */
export interface ProcessWatch {
  /** Takes a process in. Undefined where it does not exist. */
  add(pid: number, ours: boolean): Member | undefined
  /** A process that is never taken in. */
  exclude(pid: number): void
  processes(): Member[]
  living(): Member[]
  /** Looks at everything now, but for who serves. */
  refresh(): void
  /** Whether anybody listens on the target's address and port; undefined where that can't be seen. */
  listening(): boolean | undefined
  /** Whether anybody was ever seen to listen there. */
  hasListened(): boolean
  /** A restart begins or ends: looks at who serves now, and from now on ten times a second, or again twice a second. */
  attend(closely: boolean): void
  close(): void
}

const TICK_MS = 25
const CALM_MS = 500
const CLOSE_MS = 100
const COUNTERS_MS = 1000
/** After a change, more changes are likely; a young process may still execute another program, or inherit a socket. */
const AFTERMATH_MS = 500
/** Shares of a core that one kind of look may take: in calm, and while things change or somebody waits for an answer. */
const CALM_SHARE = 0.005
const BUSY_SHARE = 0.1

export function watchProcesses(options: WatchOptions): ProcessWatch {
  const { clock, socket, onEvent, feed, exitOf = () => undefined, proc = PROC } = options
  const now = (): number => clock.now()
  const roster = createRoster()
  const census = takeCensus({ ...options, roster, now })
  const announcer = createAnnouncer({ roster, now, onEvent, feed, exitOf })
  const queues = followQueues({
    now,
    told: (t, inode, length) => onEvent({ t, kind: 'accept-queue', inode, length }),
  })
  const lookAtCounters = followCounters({ now, onEvent, proc })
  const listeners = followListeners({
    socket: socket ?? { port: 0, addresses: [] },
    now,
    told: announcer.listener,
    queues,
    proc,
  })
  const paces = { quick: keepPace(), full: keepPace(), table: keepPace(), serving: keepPace(), counters: keepPace() }
  let attentive = false
  let timer: NodeJS.Timeout | undefined

  function lookAtAll(): void {
    paces.full.spend(() => {
      announcer.tell(census.full(listeners.unowned()))
      searchListeners()
    })
  }

  function searchListeners(): void {
    const living = roster.living()
    listeners.check(living, new Set(living))
  }

  function lookQuickly(): void {
    announcer.tell(census.quick())
    const living = roster.living()
    const young = living.filter((member) => now() - member.seen < AFTERMATH_MS)
    if (listeners.check(living, new Set(young))) lookAtTable()
  }

  function lookAtTable(): void {
    if (!socket || !paces.table.spend(() => listeners.readTable())) return
    searchListeners()
    if (listeners.unowned().size > 0) lookAtAll()
  }

  function lookAtServing(): void {
    if (!socket) return
    const inodes = new Set(readServed(socket.port, proc, listeners.tables()).map(({ inode }) => inode))
    const serving = roster.living().filter(({ pid }) => inodes.size > 0 && holdsAny(pid, inodes, proc))
    feed?.serving(
      now(),
      serving.map(({ pid }) => pid),
    )
  }

  function tick(): void {
    const busy = now() - announcer.lastChange() < AFTERMATH_MS || !listeners.isOpen()
    if (paces.full.isDue(CALM_MS, CALM_SHARE)) lookAtAll()
    if (paces.quick.isDue(0, BUSY_SHARE)) paces.quick.spend(lookQuickly)
    if (busy ? paces.table.isDue(TICK_MS, BUSY_SHARE) : paces.table.isDue(CALM_MS, CALM_SHARE)) lookAtTable()
    const watched = attentive ? paces.serving.isDue(CLOSE_MS, BUSY_SHARE) : paces.serving.isDue(CALM_MS, CALM_SHARE)
    if (watched) paces.serving.spend(lookAtServing)
    if (paces.counters.isDue(COUNTERS_MS, CALM_SHARE)) paces.counters.spend(lookAtCounters)
    timer = setTimeout(tick, TICK_MS).unref()
  }

  timer = setTimeout(tick, 0).unref()
  return {
    add(pid, ours) {
      const known = roster.find(pid)
      const member = census.add(pid, ours)
      if (member && member !== known) announcer.tell([member])
      return member
    },
    exclude: (pid) => census.exclude(pid),
    processes: () => roster.all(),
    living: () => roster.living(),
    refresh() {
      lookAtAll()
      lookQuickly()
      lookAtTable()
    },
    hasListened: () => listeners.wasOpen(),
    listening: () => (socket ? listeners.isOpen() : undefined),
    attend(closely) {
      if (closely === attentive) return
      attentive = closely
      paces.counters.spend(lookAtCounters)
      if (closely) paces.serving.spend(lookAtServing)
    },
    close() {
      clearTimeout(timer)
      lookAtCounters()
    },
  }
}
