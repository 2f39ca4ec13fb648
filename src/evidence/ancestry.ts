import { readMarker } from '../linux/environ.ts'
import type { Stat } from '../linux/stat.ts'
import type { TrackedProcess } from '../model/target.ts'
import type { ProcessSet } from './process-set.ts'

export interface Family {
  processes: ProcessSet
  /** Value of the environment marker that the target was launched with. */
  marker?: string
  proc: string
}

/** Whether a process is ours to end; undefined where it does not belong to the target at all. */
export function findOwnership(stat: Stat, { processes, marker, proc }: Family): boolean | undefined {
  if (marker !== undefined && readMarker(stat.pid, proc) === marker) return true
  return findAncestor(stat, processes)?.ours
}

/** The target of another run may have taken over the port or, in the same folder, the pid file. */
export function isOfAnotherRun(pid: number, { marker, proc }: Family): boolean {
  const found = readMarker(pid, proc)
  return marker !== undefined && found !== undefined && found !== marker
}

/**
 * The process of the target that another one descends from: its living parent, or the leader of its process group or
 * session, who may have gone (credentials(7)). A group that is led by an unrelated process says nothing: an attached server may
 * share the session of a login shell with everything else that runs there.
 */
export function findAncestor(stat: Stat, processes: ProcessSet): TrackedProcess | undefined {
  const parent = processes.find(stat.ppid)
  if (parent && parent.gone === undefined && parent.startTicks <= stat.startTicks) return parent
  return [stat.pgrp, stat.session]
    .map((leader) => leaderOf(stat, leader, processes))
    .find((leader) => leader !== undefined)
}

/** A pid is not given away while it names a group, so a leader that started later than the process is another process. */
function leaderOf(stat: Stat, pid: number, processes: ProcessSet): TrackedProcess | undefined {
  if (pid === stat.pid) return undefined
  const leader = processes.find(pid)
  return leader && leader.startTicks <= stat.startTicks ? leader : undefined
}
