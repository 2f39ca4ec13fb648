import type { Clock } from '../model/clock.ts'
import type { GenerationSpec } from '../model/scenario.ts'
import type { BrokenOff } from './classify.ts'
import type { StallWatch } from './stall.ts'
import type { Target } from './target.ts'

/** What all exchanges of a thread have in common. */
export interface Wire {
  target: Target
  clock: Clock
  generation: GenerationSpec
  stalls: Pick<StallWatch, 'stalledSince'>
}

/** How long something may take. */
export interface Limits {
  /** When the attempt became due, on the run's clock. */
  due: number
  /** Milliseconds from `due` to the end of the response. */
  timeoutMs: number
  /** Aborted when the grace period at the end of traffic is over: the attempt is `unfinished`. */
  signal?: AbortSignal | undefined
}

type Ending = Pick<BrokenOff, 'by'>

/**
 * Calls `end` once time is up or traffic has ended. Returns what takes the watch away again.
 */
export function limit({ clock, stalls }: Wire, limits: Limits, end: (ending: Ending) => void): () => void {
  const { due, timeoutMs, signal } = limits
  const late = () => end({ by: stalls.stalledSince(due) ? 'stall' : 'deadline' })
  const abandon = () => end({ by: 'abandoned' })
  const timer = setTimeout(late, Math.max(0, due + timeoutMs - clock.now()))
  signal?.addEventListener('abort', abandon, { once: true })
  return () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abandon)
  }
}
