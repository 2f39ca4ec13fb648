import type { Clock } from '../model/clock.ts'
import type { LoopDelay } from '../model/harness.ts'

const TICK_MS = 20
/** How late a tick may be before it counts as a stall of this thread's event loop. */
export const STALL_MS = 500
/** Of a short limit even less takes the best part: a stall of half the limit counts. */
const SHARE_OF_LIMIT = 0.5
/** Ticks that are less late than this take half of no limit that anybody sets. */
const NOTED_MS = 2 * TICK_MS

export interface StallWatch {
  /**
   * Whether this thread stalled, at any time from `since` until now, on the run's clock, for so long that what ran out within
   * `limitMs` need not have been late.
   */
  stalledSince(since: number, limitMs: number): boolean
  /** How late its own ticks came since the last time that this was asked. */
  takeDelay(): LoopDelay
  close(): void
}

/**
 * Watches this thread's own event loop. What timed out across a stall was not necessarily late: this thread did not look. `onStall`
 * is called once for each stall, with its end and its length.
 */
export function watchStalls(clock: Clock, onStall: (end: number, ms: number) => void): StallWatch {
  let tick = clock.now()
  // Each longer than all that came after it: no other could be an answer.
  let noted: { end: number; ms: number }[] = []
  let delays: number[] = []
  const look = () => {
    const now = clock.now()
    const late = now - tick - TICK_MS
    tick = now
    if (late > NOTED_MS) noted = [...noted.filter(({ ms }) => ms > late), { end: now, ms: late }]
    if (late > STALL_MS) onStall(now, late)
  }
  const timer = setInterval(() => {
    delays.push(Math.max(0, clock.now() - tick - TICK_MS))
    look()
  }, TICK_MS).unref()
  return {
    stalledSince: (since, limitMs) => {
      // Timers run in order of their time: right after a stall this question can come before our own tick does.
      look()
      const most = Math.min(STALL_MS, limitMs * SHARE_OF_LIMIT)
      return noted.some(({ end, ms }) => end > since && ms > most)
    },
    takeDelay() {
      const sorted = delays.toSorted((a, b) => a - b)
      delays = []
      return { p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0, max: sorted.at(-1) ?? 0 }
    },
    close: () => clearInterval(timer),
  }
}
