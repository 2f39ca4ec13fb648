import type { RunEvent } from '../model/event.ts'
import type { Exit, TrackedProcess } from '../model/target.ts'
import type { ProcessFeed } from './generation.ts'
import type { ProcessSet } from './process-set.ts'

export interface ProcessEventsOptions {
  processes: ProcessSet
  now: () => number
  onEvent: (event: RunEvent) => void
  feed: ProcessFeed | undefined
  /** How a child of this process ended, `pending` as long as that is not known; undefined for what is no child. */
  exitOf: (tracked: TrackedProcess) => Exit | 'pending' | undefined
  /** When it was born at the earliest, as the kernel says; undefined where that is not known. */
  bornAt?: (tracked: TrackedProcess) => number | undefined
}

/** Makes events of processes and listeners that came and went. */
export interface ProcessEvents {
  /** After each look: what came in it, and what has gone since the last one. */
  emitChanges(came: TrackedProcess[]): void
  emitListener(change: 'opened' | 'closed', pid: number, inode: number): void
  /** Of each process the first time alone. */
  emitServing(t: number, pid: number): void
  /** When something was emitted last. */
  lastChange(): number
}

/**
 * A start is emitted one look later, when the process has executed its program and bears its own command line; the feed
 * gets it at once.
 */
export function createProcessEvents(options: ProcessEventsOptions): ProcessEvents {
  const { processes, now, onEvent, feed, exitOf, bornAt } = options
  const unannounced = new Set<TrackedProcess>()
  const alive = new Set<TrackedProcess>()
  /** Children that have gone, but whose exit is yet to be emitted. */
  const leaving = new Set<TrackedProcess>()
  const serving = new WeakSet<TrackedProcess>()
  let changed = now()

  function emitStart(tracked: TrackedProcess): void {
    if (!unannounced.delete(tracked)) return
    const { pid, ppid, command, seen } = tracked
    const born = bornAt?.(tracked)
    onEvent({ t: seen, kind: 'process-started', pid, ppid, command, ...(born !== undefined && { born }) })
  }

  function emitEnd(tracked: TrackedProcess): void {
    changed = now()
    emitStart(tracked)
    alive.delete(tracked)
    leaving.add(tracked)
    feed?.ended(tracked.gone ?? changed, tracked.pid)
  }

  function emitExit(tracked: TrackedProcess): void {
    const exit = exitOf(tracked) ?? tracked.exit
    if (exit === 'pending') return
    const { pid, command, gone = now() } = tracked
    leaving.delete(tracked)
    onEvent({ t: gone, kind: 'process-ended', pid, command, ...exit })
  }

  function addStarted(tracked: TrackedProcess): void {
    changed = now()
    alive.add(tracked)
    unannounced.add(tracked)
    feed?.started(tracked.seen, tracked.pid, tracked.ppid)
  }

  return {
    emitChanges(came) {
      for (const tracked of unannounced) emitStart(tracked)
      for (const tracked of came) addStarted(tracked)
      for (const tracked of alive) if (tracked.gone !== undefined) emitEnd(tracked)
      for (const tracked of leaving) emitExit(tracked)
    },
    emitListener(change, pid, inode) {
      changed = now()
      const holder = processes.find(pid)
      if (holder) emitStart(holder)
      feed?.listening(pid, change === 'opened')
      onEvent({ t: changed, kind: `listener-${change}`, pid, inode })
    },
    emitServing(t, pid) {
      feed?.serving(t, [pid])
      const server = processes.find(pid)
      if (!server || serving.has(server)) return
      serving.add(server)
      emitStart(server)
      onEvent({ t, kind: 'process-serving', pid })
    },
    lastChange: () => changed,
  }
}
