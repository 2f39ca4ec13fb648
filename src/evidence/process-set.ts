import { readCommand } from '../linux/cmdline.ts'
import { readExit } from '../linux/exit.ts'
import { hasEnded, readStat, type Stat } from '../linux/stat.ts'
import type { TrackedProcess } from '../model/target.ts'

/** All processes that ever belonged to the target. A pid and its start time name a process for good. */
export interface ProcessSet {
  all(): TrackedProcess[]
  living(): TrackedProcess[]
  /** The latest process known under a pid, gone or not. */
  find(pid: number): TrackedProcess | undefined
  /** The pid now belongs to another process: it no longer leads to the process that it once named. */
  forget(pid: number): void
  track(stat: Stat, found: { command: string; ours: boolean; seen: number }): TrackedProcess
}

export function createProcessSet(): ProcessSet {
  const all: TrackedProcess[] = []
  const latest = new Map<number, TrackedProcess>()
  let living: TrackedProcess[] = []
  return {
    all: () => all,
    living() {
      // Asked fifty times a second, whereas a run with many restarts knows thousands that have gone.
      if (living.some(({ gone }) => gone !== undefined)) living = living.filter(({ gone }) => gone === undefined)
      return living
    },
    find: (pid) => latest.get(pid),
    forget: (pid) => void latest.delete(pid),
    track(stat, found) {
      const { pid, ppid, pgrp, session, startTicks } = stat
      const tracked: TrackedProcess = { pid, ppid, pgrp, session, startTicks, ...found, listeners: [] }
      all.push(tracked)
      living = [...living, tracked]
      latest.set(pid, tracked)
      return tracked
    },
  }
}

/** Whether a process, as /proc shows it now, is this one and not another one under the same pid. */
export function isSame(tracked: TrackedProcess, stat: Stat): boolean {
  return tracked.pid === stat.pid && tracked.startTicks === stat.startTicks
}

/** A process that was seen between fork and exec bore its parent's command line: so long after its first sight it may be the next one's. */
const YOUNG_MS = 500

/** Looks whether a process still lives, to whom it belongs now, and, while it is young, which program it executes. */
export function recheck(tracked: TrackedProcess, now: () => number, proc: string): void {
  const stat = readStat(tracked.pid, proc)
  const same = stat !== undefined && isSame(tracked, stat)
  if (same && !hasEnded(stat)) {
    Object.assign(tracked, { ppid: stat.ppid, pgrp: stat.pgrp, session: stat.session })
    if (now() - tracked.seen < YOUNG_MS) tracked.command = readCommand(tracked.pid, proc) ?? tracked.command
    return
  }
  tracked.gone = now()
  const exit = same ? readExit(tracked.pid, proc) : undefined
  if (exit) tracked.exit = exit
}

/** A process may give itself another title at any time, see setproctitle(3). */
export function refreshCommand(tracked: TrackedProcess, proc: string): void {
  const stat = readStat(tracked.pid, proc)
  if (stat && isSame(tracked, stat)) tracked.command = readCommand(tracked.pid, proc) ?? tracked.command
}
