import { type EventLoopUtilization, performance } from 'node:perf_hooks'
import type { Clock } from '../../model/clock.ts'
import type { ThreadEntry } from '../../model/entry.ts'
import type { ScheduleCount } from '../../model/harness.ts'
import type { StallWatch } from '../../net/stall.ts'

/** How often a thread reports its load. */
export const SAMPLE_MS = 1_000

export interface LoadWatchOptions {
  thread: string
  clock: Clock
  stalls: Pick<StallWatch, 'takeDelay'>
  takeSchedules: () => ScheduleCount[]
}

/** Watches the thread that this is called in. What it returns reports its load since the last call. */
export function watchLoad({ thread, clock, stalls, takeSchedules }: LoadWatchOptions): () => ThreadEntry {
  let before: EventLoopUtilization = performance.eventLoopUtilization()
  let since = clock.now()
  return () => {
    const t = clock.now()
    const { utilization: busy } = performance.eventLoopUtilization(before)
    const ms = t - since
    before = performance.eventLoopUtilization()
    since = t
    return { entry: 'thread', t, ms, thread, busy, delayMs: stalls.takeDelay(), schedules: takeSchedules() }
  }
}
