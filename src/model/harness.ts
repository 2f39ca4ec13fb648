/** An arrival that was begun no later than this after it was due counts as punctual, milliseconds. */
export const PUNCTUAL_MS = 2

/** Arrivals on a schedule, by how much later than due they were begun. */
export interface ScheduleCount {
  traffic: string
  arrivals: number
  /** Those begun within PUNCTUAL_MS. */
  punctual: number
  latestMs: number
}

/** How much longer than meant timers of an event loop took, milliseconds. */
export interface LoopDelay {
  p99: number
  max: number
}

/** What one thread of the harness was up to in some time. */
export interface ThreadLoad {
  thread: string
  /** Share of the time in which its event loop did not wait, 0..1. */
  busy: number
  delayMs: LoopDelay
  schedules: ScheduleCount[]
}

/** What the process of the harness used in some time; what the system does not tell is absent. */
export interface ProcessLoad {
  /** Processor time of all its threads, milliseconds. */
  cpuMs: number
  /** Open files at the end. */
  files?: number
  /** How many there may be. */
  filesLimit?: number
  /** TCP sockets of the machine at the end, those in TIME_WAIT included, and these alone. */
  sockets?: number
  timeWait?: number
  /** Ephemeral ports that an address has. */
  ports?: number
}

/** What the harness itself was up to in the measured part of a run, so that nobody has to believe it. */
export interface HarnessAccount {
  threads: ThreadAccount[]
  /** One for each traffic with a schedule: an open loop, or connections that speak every so often. */
  schedules: ScheduleCount[]
  /** Processors in use on average and in the busiest second; null where nothing was measured. */
  processors: { mean: number; most: number } | null
  /** The most files that were open, and how many may be; null where the system does not tell. */
  files: { most: number; limit: number | null } | null
  /** The most TCP sockets of the machine, how many of these in TIME_WAIT, and the ephemeral ports of one address. */
  ports: { sockets: number; timeWait: number; range: number } | null
}

export interface ThreadAccount {
  thread: string
  /** Share of the time in which its event loop did not wait: of all seconds together, and of the busiest one. */
  busy: { mean: number; most: number }
  /** The longest of all, and the 99th percentile of the worst second. */
  delayMs: LoopDelay
}
