import { onAbort } from '../model/abort.ts'
import type { Clock } from '../model/clock.ts'
import type { GenerationSpec } from '../model/scenario.ts'
import type { BrokenOff } from './classify.ts'
import type { Target } from './endpoint.ts'
import type { Sources } from './sources.ts'
import type { StallWatch } from './stall.ts'

/** What all exchanges of a thread have in common. */
export interface Wire {
  target: Target
  clock: Clock
  generation: GenerationSpec
  stalls: Pick<StallWatch, 'stalledSince'>
  sources: Sources
}

/** How long something may take. */
export interface Limits {
  /** When the attempt became due, on the run's clock. */
  due: number
  /** Milliseconds from `due` to the end of the response. */
  timeoutMs: number
  /**
   * Where an exchange may last for as long as it comes forward: when it last did, on the run's clock; `timeoutMs` counts from then.
   * Undefined until it has begun to.
   */
  progress?: (() => number | undefined) | undefined
  /** Aborted when the grace period at the end of traffic is over: the attempt is `unfinished`. */
  signal?: AbortSignal | undefined
}

type Ending = Pick<BrokenOff, 'by'>

/**
 * Calls `end` once time is up or traffic has ended. Returns what takes the watch away again.
 */
export function limit(wire: Wire, limits: Limits, end: (ending: Ending) => void): () => void {
  const { progress, signal } = limits
  const look = () => {
    // Since the timer was set the exchange may have come forward.
    if (progress !== undefined && timeLeft(wire, limits) > 0) timer = setTimeout(look, timeLeft(wire, limits))
    else end(describeLateness(wire, limits))
  }
  const abandon = () => end({ by: 'abandoned' })
  let timer = setTimeout(look, Math.max(0, timeLeft(wire, limits)))
  const takeBack = signal && onAbort(signal, abandon)
  return () => {
    clearTimeout(timer)
    takeBack?.()
  }
}

/** How something ends that is complete only now, where its time is up although nobody has looked yet. */
export function findLateness(wire: Wire, limits: Limits): Ending | undefined {
  return timeLeft(wire, limits) < 0 ? describeLateness(wire, limits) : undefined
}

function timeLeft({ clock }: Wire, limits: Limits): number {
  return lastProgress(limits) + limits.timeoutMs - clock.now()
}

function lastProgress({ due, progress }: Limits): number {
  return progress?.() ?? due
}

function describeLateness({ stalls }: Wire, limits: Limits): Ending {
  return { by: stalls.stalledSince(lastProgress(limits), limits.timeoutMs) ? 'stall' : 'deadline' }
}
