import type { Scenario } from '../model/scenario.ts'

/** The parts of a run that are known beforehand, milliseconds. */
export type PlannedTimes = Pick<Scenario, 'timing' | 'restart'>

/**
 * How long the restarts take at the least: from the first one's beginning to the last one's. Each may take longer than its
 * interval, and the last one's own time is unknown.
 */
export function restartsMs({ restart: { count, everyMs } }: PlannedTimes): number {
  return (count - 1) * everyMs
}

/** The part of a run of which requests are judged, at the least. */
export function measuredMs(times: PlannedTimes): number {
  const { baselineMs, cooldownMs } = times.timing
  return baselineMs + restartsMs(times) + cooldownMs
}

export function totalMs(times: PlannedTimes): number {
  return times.timing.warmupMs + measuredMs(times)
}
