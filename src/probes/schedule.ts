import type { Clock } from '../model/clock.ts'
import { countDue, dueAt, type Pace } from './pace.ts'

/** Arrivals that were started later than this after they were due show that the generator cannot keep up, milliseconds. */
export const BEHIND_MS = 100

export interface ScheduleOptions {
  pace: Pace
  clock: Clock
  /** Called once for each arrival, in order, never before it is due. */
  onDue: (due: number) => void
  /** Called when arrivals were late by more than BEHIND_MS, with the latest delay and how many there were. */
  onBehind: (lateMs: number, arrivals: number) => void
}

/** Starts each arrival of an open loop when it is due, and those that became due meanwhile at once. Returns what stops it. */
export function runSchedule({ pace, clock, onDue, onBehind }: ScheduleOptions): () => void {
  let begun = 0
  let timer: NodeJS.Timeout
  const tick = () => {
    const now = clock.now()
    const late = now - dueAt(pace, begun)
    const arrivals = countDue(pace, now) - begun
    for (let i = 0; i < arrivals; i += 1) onDue(dueAt(pace, begun++))
    if (late > BEHIND_MS) onBehind(late, arrivals)
    wait()
  }
  const wait = () => {
    timer = setTimeout(tick, Math.max(0, dueAt(pace, begun) - clock.now()))
  }
  wait()
  return () => clearTimeout(timer)
}
