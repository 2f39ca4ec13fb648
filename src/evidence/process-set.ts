import type { Stat } from '../linux/stat.ts'
import type { ProcessFacts } from '../model/target.ts'
import type { Exit } from './exit.ts'

/** A process of the target, and whether hitless launched it (or what it descends from), so that it may be ended. */
export interface TrackedProcess extends ProcessFacts {
  ours: boolean
  /** How it ended, where it was seen as a zombie that may be asked. */
  exit?: Exit
}

/** All processes that ever belonged to the target. A pid and its start time name a process for good. */
export interface ProcessSet {
  all(): TrackedProcess[]
  living(): TrackedProcess[]
  /** The latest process known under a pid, gone or not. */
  find(pid: number): TrackedProcess | undefined
  /** The pid now belongs to another process: it no longer leads to the member it once named. */
  forget(pid: number): void
  track(stat: Stat, found: { command: string; ours: boolean; seen: number }): TrackedProcess
}

export function createProcessSet(): ProcessSet {
  const members: TrackedProcess[] = []
  const latest = new Map<number, TrackedProcess>()
  let living: TrackedProcess[] = []
  return {
    all: () => members,
    living() {
      // Asked fifty times a second, whereas a run with many restarts knows thousands that have gone.
      if (living.some(({ gone }) => gone !== undefined)) living = living.filter(({ gone }) => gone === undefined)
      return living
    },
    find: (pid) => latest.get(pid),
    forget: (pid) => void latest.delete(pid),
    track(stat, found) {
      const { pid, ppid, pgrp, session, startTicks } = stat
      const member: TrackedProcess = { pid, ppid, pgrp, session, startTicks, ...found, listeners: [] }
      members.push(member)
      living = [...living, member]
      latest.set(pid, member)
      return member
    },
  }
}

/** Whether a process, as /proc shows it now, is this member and not another one under the same pid. */
export function isSame(member: TrackedProcess, stat: Stat): boolean {
  return member.pid === stat.pid && member.startTicks === stat.startTicks
}
