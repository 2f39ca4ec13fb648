/** An even schedule: arrival number i (from 0) is due at `start + i * periodMs`, on the run's clock. */
export interface Pace {
  start: number
  periodMs: number
}

export function paceOf(start: number, ratePerSecond: number): Pace {
  return { start, periodMs: 1000 / ratePerSecond }
}

export function dueAt({ start, periodMs }: Pace, arrival: number): number {
  // Multiplied, not added up, so that no error of rounding accumulates over a long run.
  return start + arrival * periodMs
}

/** How many arrivals have become due until `now`, the one due at `now` included. */
export function countDue({ start, periodMs }: Pace, now: number): number {
  return now < start ? 0 : Math.floor((now - start) / periodMs) + 1
}

/** The first arrival's time that is not before `earliest`. With a period of 0 every time is one. */
export function nextDue(pace: Pace, earliest: number): number {
  if (earliest <= pace.start || pace.periodMs === 0) return Math.max(earliest, pace.start)
  return dueAt(pace, Math.ceil((earliest - pace.start) / pace.periodMs))
}
