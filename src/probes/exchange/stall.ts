import type { Clock } from '../../model/clock.ts'
import type { LoopDelay } from '../../model/harness.ts'

const TICK_MS = 20
/** How late a tick may be before it counts as a stall of this thread's event loop. */
export const STALL_MS = 500

export interface StallWatch {
  /** Whether this thread stood still at any time from `since` until now, on the run's clock. */
  stalledSince(since: number): boolean
  /** How late its own ticks came since the last time that this was asked. */
  takeDelay(): LoopDelay
  close(): void
}

/**
 * Watches this thread's own event loop. What timed out across a stall was not necessarily late: nobody looked. `onStall`
 * is told of each stall, once, with its end and its length.
 */
export function watchStalls(clock: Clock, onStall: (end: number, ms: number) => void): StallWatch {
  let tick = clock.now()
  let lastEnd = Number.NEGATIVE_INFINITY
  let delays: number[] = []
  const look = () => {
    const now = clock.now()
    const late = now - tick - TICK_MS
    tick = now
    if (late <= STALL_MS) return
    lastEnd = now
    onStall(now, late)
  }
  const timer = setInterval(() => {
    delays.push(Math.max(0, clock.now() - tick - TICK_MS))
    look()
  }, TICK_MS).unref()
  return {
    stalledSince: (since) => {
      // Timers run in order of their time: right after a stall this question can come before our own tick does.
      look()
      return lastEnd > since
    },
    takeDelay() {
      const sorted = delays.toSorted((a, b) => a - b)
      delays = []
      return { p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0, max: sorted.at(-1) ?? 0 }
    },
    close: () => clearInterval(timer),
  }
}
