import type { AnswerFeed, GenerationView } from './generation.ts'
import type { ReadySpec } from './scenario.ts'
import type { WorkloadView } from './workload.ts'

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

/** How a process ended: by its exit code, or by a signal. */
export interface Exit {
  code?: number
  signal?: string
}

/** A process of the target, and whether hitless launched it (or what it descends from), so that it may be ended. */
export interface TrackedProcess extends ProcessFacts {
  ours: boolean
  /** How it ended, where it was seen as a zombie that may be asked. */
  exit?: Exit
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
  /** Whether a process listens on the target's port; undefined where that can't be seen (remote, or not on Linux). */
  listening(): boolean | undefined
}

/** How a target ended by itself, with the end of its log. */
export interface Death {
  pid: number
  how: string
  logTail: string
}

/** The service under test: launched, attached to, or a workload of a cluster. It owns what it launched until `stop`. */
export interface Target {
  view: TargetView
  generations: GenerationView & AnswerFeed
  /** Absent where it is no workload of a cluster. */
  workload?: WorkloadView
  /** Resolves when nothing of a launched target lives any more although no restart is under way. */
  died: Promise<Death>
  /** Environment for the commands of restart steps, so that what they start is known as the target's. */
  env: Record<string, string>
  /** The target's log, standard output and standard error together. */
  log: string
  /** The process that served a connection from this port of ours, from its opening to its end, as far as it was seen. */
  peerOf(localPort: number, opened: number, closed: number): number | undefined
  /** A restart is under way, so that processes may end: nothing that happens now is a death. */
  expectChange(underway: boolean): void
  /** Launches a next generation, by default with the target's own command. Resolves to its pid when it is ready. */
  launchNext(command: string | undefined, ready: ReadySpec): Promise<number>
  /** Ends everything that hitless launched, and cleans up the run's folder. */
  stop(): Promise<void>
}
