/** The life of one process of the target, as far as it was seen. Times are milliseconds on the run's clock. */
export interface ProcessLife {
  pid: number
  ppid: number
  command: string
  /** When it was first seen: of a process that is older than the run, when the run began to watch. */
  started: number
  /** When it was first seen to have ended; absent where it outlived the run's watch. */
  ended?: number
  /** Its exit code or signal, as far as the system told. */
  code?: number
  signal?: string
  /** Index of the last restart that had begun when it started: `null` before any. It is old to every later restart. */
  bornIn: number | null
}

/** A process held a listening socket of the target. Absent `to`: until the end of the watch. */
export interface ListenerHold {
  inode: number
  pid: number
  from: number
  to?: number
}
