import { followCounters } from '../linux/counters.ts'
import { hasPulse } from '../linux/is-alive.ts'
import { PROC } from '../linux/proc-file.ts'
import { followQueues } from '../linux/queues.ts'
import type { Clock } from '../model/clock.ts'
import type { RunEvent } from '../model/event.ts'
import { createAnnouncer } from './announce.ts'
import type { Sighting } from './connections.ts'
import { keepPace } from './cpu-budget.ts'
import type { Exit } from './exit.ts'
import type { ProcessFeed } from './generation.ts'
import { followListeners } from './listeners.ts'
import { takeCensus } from './process-discovery.ts'
import { createRoster, type Member } from './process-set.ts'
import { followServing } from './serving.ts'

export interface WatchOptions {
  clock: Clock
  /** The port of the target's url and the addresses under which it is reached; absent where its sockets are not on this machine. */
  socket?: { port: number; addresses: string[] }
  onEvent: (event: RunEvent) => void
  /** Is told at once of every process that came or went, and of whoever was seen to serve. */
  feed?: ProcessFeed
  /** Is told of each look at who holds which connection, when it has ended. */
  onSighting?: (t: number, sighting: Sighting) => void
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
  const { clock, socket, onEvent, feed, exitOf = () => undefined, onSighting = () => {}, proc = PROC } = options
  const now = (): number => clock.now()
  const roster = createRoster()
  const census = takeCensus({ ...options, roster, now })
  /** When the look under way began: what is found in one look bears one time. */
  let looked = now()
  const announcer = createAnnouncer({ roster, now: () => looked, onEvent, feed, exitOf })
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
  const serving = followServing({
    port: socket?.port ?? 0,
    roster,
    listeners,
    now,
    onServing: (t, pid) => feed?.serving(t, [pid]),
    onSighting,
    proc,
  })
  const paces = { quick: keepPace(), full: keepPace(), table: keepPace(), counters: keepPace() }
  let attentive = false
  let timer: NodeJS.Timeout | undefined

  function lookAtAll(): void {
    paces.full.spend(() => {
      announcer.tell(census.full(listeners.unowned()))
      // Only now is it known whose socket it may be.
      if (listeners.unowned().size > 0) findListeners()
    })
  }

  function findListeners(): void {
    for (const member of roster.living()) listeners.find(member)
    if (listeners.unowned().size === 0) return
    for (const member of roster.living()) listeners.find(member, true)
  }

  function lookQuickly(): void {
    const came = census.quick()
    const suspects = roster.living().filter((member) => isSuspect(member))
    for (const member of suspects) census.check(member)
    announcer.tell(came)
    for (const member of suspects) listeners.find(member)
    if (suspects.some((member) => listeners.holds(member)) || listeners.mourns()) lookAtTable(suspects)
  }

  /** Whether there is more to be looked at than that it lives, and holds the listening sockets that it held. */
  function isSuspect(member: Member): boolean {
    if (listeners.stands(member, attentive ? ASKED_CLOSELY : 1)) return false
    const young = now() - member.seen < AFTERMATH_MS
    return young || listeners.holds(member) || !hasPulse(member.pid, proc)
  }

  /** @param suspects members that may have let go of a listening socket */
  function lookAtTable(suspects: Member[] = []): void {
    const changed = socket !== undefined && paces.table.spend(() => listeners.readTable())
    if (changed) findListeners()
    if (changed && listeners.unowned().size > 0) lookAtAll()
    listeners.dropLost(suspects)
  }

  function isBusy(): boolean {
    return attentive || now() - announcer.lastChange() < AFTERMATH_MS || !listeners.isOpen()
  }

  function tick(): void {
    timer = setTimeout(tick, TICK_MS).unref()
    looked = now()
    if (paces.quick.isDue(0, BUSY_SHARE, CLOSE_MS)) paces.quick.spend(lookQuickly)
    if (isBusy() ? paces.table.isDue(0, BUSY_SHARE, CLOSE_MS) : paces.table.isDue(CALM_MS, CALM_SHARE)) lookAtTable()
    if (paces.full.isDue(CALM_MS, CALM_SHARE)) lookAtAll()
    if (paces.counters.isDue(COUNTERS_MS, CALM_SHARE)) paces.counters.spend(lookAtCounters)
    if (socket && attentive) serving.step(CLOSE_MS, BUSY_SHARE, LATEST_MS)
    else if (socket) serving.step(CALM_MS, CALM_SHARE)
  }

  timer = setTimeout(tick, 0).unref()
  return {
    add(pid, ours) {
      looked = now()
      const known = roster.find(pid)
      const member = census.add(pid, ours)
      if (member && member !== known) announcer.tell([member])
      return member
    },
    exclude: (pid) => census.exclude(pid),
    processes: () => roster.all(),
    living: () => roster.living(),
    refresh() {
      looked = now()
      lookAtAll()
      lookQuickly()
      findListeners()
      lookAtTable(roster.living())
    },
    hasListened: () => listeners.wasOpen(),
    listening: () => (socket ? listeners.isOpen() : undefined),
    attend(closely) {
      if (closely === attentive) return
      attentive = closely
      paces.counters.spend(lookAtCounters)
      if (closely && socket) serving.look()
    },
    close() {
      clearTimeout(timer)
      serving.close()
      census.close()
      lookAtCounters()
    },
  }
}
