/**
 * The one clock of a run: milliseconds, with fractions, since the run began, on the system's monotonic clock. Every
 * thread of the process reads the same clock once it has been given the origin.
 */
export interface Clock {
  /** `process.hrtime.bigint()` at the beginning of the run, in nanoseconds. */
  readonly origin: bigint
  /** Milliseconds since `origin`. */
  now(): number
}

export function startClock(): Clock {
  return clockFrom(process.hrtime.bigint())
}

const READINGS = 20

/** The clock of a run that another thread of this process has started. */
export function clockFrom(origin: bigint): Clock {
  // performance.now() counts from the thread's own start but runs on the same clock as hrtime, and costs a fraction of a BigInt.
  const offsets = Array.from(
    { length: READINGS },
    () => Number(process.hrtime.bigint() - origin) / 1e6 - performance.now(),
  )
  // Whatever comes between the two readings makes the difference smaller: on a busy machine by milliseconds.
  const offset = Math.max(...offsets)
  return { origin, now: () => performance.now() + offset }
}
