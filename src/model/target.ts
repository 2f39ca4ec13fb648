/** A process that was seen to belong to the target. */
export interface ProcessFacts {
  pid: number
  ppid: number
  /** Process group and session, see credentials(7). */
  pgrp: number
  session: number
  /** Start time in clock ticks since boot (field 22 of /proc/PID/stat, proc(5)): with the pid it names a process for good. */
  startTicks: number
  /** The command line, or the name in brackets where it is empty. */
  command: string
  /** When it was first seen, milliseconds on the run's clock. */
  seen: number
  /** When it was first seen to be gone. */
  gone?: number
  /** Inodes of the listening sockets on the target's port that it holds. */
  listeners: number[]
}

/**
 * The target as the restart steps see it: its processes, its listeners, and what to do to them. Nothing here waits for
 * more than one system call; callers poll.
 */
export interface TargetView {
  /** The port of the target's url. */
  readonly port: number
  /** The process that signals go to: what the pid file names, or the launched or attached process. Undefined where unknown or gone. */
  mainPid(): number | undefined
  /** Every process ever seen to belong to the target, also those that have gone, in order of appearance. */
  processes(): ProcessFacts[]
  /** Looks at /proc now instead of at the next tick. */
  refresh(): void
  /** Whether somebody listens on the target's port; undefined where that can't be seen (remote, or not on Linux). */
  listening(): boolean | undefined
}
