import type { Clock } from '../../model/clock.ts'
import { countDue, dueAt, type Pace } from './pace.ts'

/** Arrivals that were started later than this after they were due show that the generator cannot keep up, milliseconds. */
export const BEHIND_MS = 100
/** How often that is told at most. */
const TELL_EVERY_MS = 1_000
/** Arrivals started in one turn of the event loop: a generator that makes up for all at once would not read its answers meanwhile. */
const BATCH = 50

export interface ScheduleOptions {
  pace: Pace
  clock: Clock
  /** Called once for each arrival, in order, never before it is due. */
  onDue: (due: number) => void
  /** Called about once a second while arrivals are late by more than BEHIND_MS, with the longest delay and how many there were. */
  onBehind: (lateMs: number, arrivals: number) => void
}

/** Starts each arrival of an open loop when it is due, and those that became due meanwhile as soon as can be. Returns what stops it. */
export function runSchedule({ pace, clock, onDue, onBehind }: ScheduleOptions): () => void {
  const delays = gatherDelays(onBehind)
  let begun = 0
  let timer: NodeJS.Timeout
  const tick = () => {
    const now = clock.now()
    const until = Math.min(countDue(pace, now), begun + BATCH)
    while (begun < until) {
      const due = dueAt(pace, begun++)
      delays.add(now - due)
      onDue(due)
    }
    delays.tell(now)
    wait()
  }
  const wait = () => {
    timer = setTimeout(tick, Math.max(0, dueAt(pace, begun) - clock.now()))
  }
  wait()
  return () => {
    clearTimeout(timer)
    delays.tell(Number.POSITIVE_INFINITY)
  }
}

function gatherDelays(tell: ScheduleOptions['onBehind']) {
  let longest = 0
  let count = 0
  let since = 0
  return {
    add(ms: number): void {
      if (ms <= BEHIND_MS) return
      count += 1
      longest = Math.max(longest, ms)
    },
    tell(now: number): void {
      if (count === 0 || now - since < TELL_EVERY_MS) return
      tell(longest, count)
      since = now
      longest = 0
      count = 0
    },
  }
}
