import type { Stat } from '../linux/stat.ts'
import type { ProcessSet, TrackedProcess } from './process-set.ts'

/**
 * The member of the target that a process descends from: its living parent, or the leader of its process group or
 * session, who may have gone (credentials(7)). A group that is led by a stranger says nothing: an attached server may share
 * the session of a login shell with everything else that runs there.
 */
export function findAncestor(stat: Stat, processes: ProcessSet): TrackedProcess | undefined {
  const parent = processes.find(stat.ppid)
  if (parent && parent.gone === undefined && parent.startTicks <= stat.startTicks) return parent
  return [stat.pgrp, stat.session]
    .map((leader) => leaderOf(stat, leader, processes))
    .find((leader) => leader !== undefined)
}

/** A pid is not given away while it names a group, so a leader that started later than the process is somebody else. */
function leaderOf(stat: Stat, pid: number, processes: ProcessSet): TrackedProcess | undefined {
  if (pid === stat.pid) return undefined
  const leader = processes.find(pid)
  return leader && leader.startTicks <= stat.startTicks ? leader : undefined
}
