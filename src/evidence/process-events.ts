import type { RunEvent } from '../model/event.ts'
import type { Exit } from './exit.ts'
import type { ProcessFeed } from './generation.ts'
import type { ProcessSet, TrackedProcess } from './process-set.ts'

export interface ProcessEventsOptions {
  processes: ProcessSet
  now: () => number
  onEvent: (event: RunEvent) => void
  feed: ProcessFeed | undefined
  /** How a child of this process ended, `pending` before it was told; undefined for whoever is no child. */
  exitOf: (member: TrackedProcess) => Exit | 'pending' | undefined
}

/** Tells of processes and listeners that came and went. */
export interface ProcessEvents {
  /** After each look: what came in it, and whoever has gone since the last one. */
  emitChanges(came: TrackedProcess[]): void
  emitListener(change: 'opened' | 'closed', pid: number, inode: number): void
  /** When something was told last. */
  lastChange(): number
}

/**
 * A start is told one look later, when the process has executed its program and bears its own command line; the feed is
 * told at once.
 */
export function createProcessEvents({ processes, now, onEvent, feed, exitOf }: ProcessEventsOptions): ProcessEvents {
  const unannounced = new Set<TrackedProcess>()
  const alive = new Set<TrackedProcess>()
  /** Children that have gone, but whose exit is yet to be told. */
  const leaving = new Set<TrackedProcess>()
  let changed = now()

  function tellStart(member: TrackedProcess): void {
    if (!unannounced.delete(member)) return
    const { pid, ppid, command, seen } = member
    onEvent({ t: seen, kind: 'process-started', pid, ppid, command })
  }

  function tellEnd(member: TrackedProcess): void {
    changed = now()
    tellStart(member)
    alive.delete(member)
    leaving.add(member)
    feed?.ended(member.gone ?? changed, member.pid)
  }

  function tellExit(member: TrackedProcess): void {
    const exit = exitOf(member) ?? member.exit
    if (exit === 'pending') return
    const { pid, command, gone = now() } = member
    leaving.delete(member)
    onEvent({ t: gone, kind: 'process-ended', pid, command, ...exit })
  }

  function welcome(member: TrackedProcess): void {
    changed = now()
    alive.add(member)
    unannounced.add(member)
    feed?.started(member.seen, member.pid, member.ppid)
  }

  return {
    emitChanges(came) {
      for (const member of unannounced) tellStart(member)
      for (const member of came) welcome(member)
      for (const member of alive) if (member.gone !== undefined) tellEnd(member)
      for (const member of leaving) tellExit(member)
    },
    emitListener(change, pid, inode) {
      changed = now()
      const holder = processes.find(pid)
      if (holder) tellStart(holder)
      if (change === 'opened') feed?.listening(pid)
      onEvent({ t: changed, kind: `listener-${change}`, pid, inode })
    },
    lastChange: () => changed,
  }
}
