import type { Clock } from '../model/clock.ts'
import type { RunEvent } from '../model/event.ts'
import { takeCensus } from './census.ts'
import type { ProcessFeed } from './generation.ts'
import { followListeners } from './listeners.ts'
import { keepPace } from './pace.ts'
import { PROC } from './proc-file.ts'
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
  /** Looks at everything now. */
  refresh(): void
  /** Whether anybody listens on the target's address and port; undefined where that can't be seen. */
  listening(): boolean | undefined
  /** Whether anybody was ever seen to listen there. */
  hasListened(): boolean
  /** During a restart it looks more often at who serves. */
  attend(closely: boolean): void
  close(): void
}

const TICK_MS = 25
const CALM_MS = 500
/** After a change, more changes are likely. */
const AFTERMATH_MS = 500
/** Shares of a core that each kind of look may take: in calm, and while things change or somebody waits for an answer. */
const CALM_SHARE = 0.01
const BUSY_SHARE = 0.1
/** All looks together, so that hundreds of processes slow the watching down instead of the harness. */
const QUICK_SHARE = 0.15

export function watchProcesses(options: WatchOptions): ProcessWatch {
  const { clock, onEvent, proc = PROC } = options
  const roster = createRoster()
  const census = takeCensus({ ...options, roster, now: () => clock.now() })
  const listeners = followListeners({
    ...(options.socket ?? { port: 0, addresses: [] }),
    proc,
    opened: onListener('opened'),
    closed: onListener('closed'),
  })
  const paces = { quick: keepPace(), full: keepPace(), table: keepPace(), serving: keepPace() }
  const unannounced = new Set<Member>()
  const mourned = new Set<Member>()
  let changed = clock.now()
  let attentive = false
  let timer: NodeJS.Timeout | undefined

  function onListener(change: 'opened' | 'closed') {
    return (pid: number, inode: number): void => {
      changed = clock.now()
      for (const member of unannounced) if (member.pid === pid && unannounced.delete(member)) tellStart(member)
      onEvent({ t: changed, kind: `listener-${change}`, pid, inode })
    }
  }

  /** A start is told one look later, when the process has executed its program and bears its own command line. */
  function announce(came: Member[]): void {
    for (const member of unannounced) tellStart(member)
    unannounced.clear()
    for (const member of came) {
      unannounced.add(member)
      options.feed?.started(member.seen, member.pid)
    }
    for (const member of roster.all()) if (member.gone !== undefined && !mourned.has(member)) tellEnd(member)
    if (came.length > 0) changed = clock.now()
  }

  function tellStart(member: Member): void {
    const { pid, ppid, command, seen } = member
    onEvent({ t: seen, kind: 'process-started', pid, ppid, command })
  }

  function tellEnd(member: Member): void {
    mourned.add(member)
    if (unannounced.delete(member)) tellStart(member)
    changed = clock.now()
    options.feed?.ended(member.gone ?? changed, member.pid)
    onEvent({ t: member.gone ?? changed, kind: 'process-ended', pid: member.pid, command: member.command })
  }

  function lookAround(full: boolean): void {
    const came = full ? paces.full.spend(() => census.full(listeners.unowned())) : census.quick()
    announce(came)
  }

  function lookAtListeners(readTable: boolean): void {
    if (!options.socket) return
    const living = roster.living()
    const other = readTable && paces.table.spend(() => listeners.readTable())
    const young = living.filter((member) => clock.now() - member.seen < AFTERMATH_MS)
    listeners.check(living, new Set(other || attentive ? living : young))
    if (listeners.unowned().size > 0 && other) lookAround(true)
  }

  function lookAtServing(): void {
    if (!options.socket) return
    const inodes = new Set(readServed(options.socket.port, proc).map((entry) => entry.inode))
    const serving = roster.living().filter((member) => inodes.size > 0 && holdsAny(member.pid, inodes, proc))
    options.feed?.serving(
      clock.now(),
      serving.map(({ pid }) => pid),
    )
  }

  function tick(): void {
    if (paces.quick.isDue(0, QUICK_SHARE)) paces.quick.spend(look)
    timer = setTimeout(tick, TICK_MS).unref()
  }

  function look(): void {
    const busy = clock.now() - changed < AFTERMATH_MS || !listeners.isOpen()
    lookAround(paces.full.isDue(CALM_MS, CALM_SHARE))
    lookAtListeners(busy ? paces.table.isDue(TICK_MS, BUSY_SHARE) : paces.table.isDue(CALM_MS, CALM_SHARE))
    if (attentive ? paces.serving.isDue(100, BUSY_SHARE) : paces.serving.isDue(CALM_MS, CALM_SHARE)) {
      paces.serving.spend(lookAtServing)
    }
  }

  timer = setTimeout(tick, 0).unref()
  return {
    add(pid, ours) {
      const known = new Set(roster.all())
      const member = census.add(pid, ours)
      if (member && !known.has(member)) announce([member])
      return member
    },
    exclude: (pid) => census.exclude(pid),
    processes: () => roster.all(),
    living: () => roster.living(),
    refresh() {
      lookAround(true)
      lookAtListeners(paces.table.isDue(0, 0.2))
    },
    hasListened: () => listeners.wasOpen(),
    listening: () => (options.socket ? listeners.isOpen() : undefined),
    attend(closely) {
      attentive = closely
      if (closely) paces.serving.spend(lookAtServing)
    },
    close: () => clearTimeout(timer),
  }
}
