import { onAbort } from '../model/abort.ts'
import type { Ending } from './classify.ts'
import type { ClientContext } from './client-context.ts'

/** How long something may take. */
export interface Deadline {
  /** When the attempt became due, on the run's clock. */
  due: number
  /** Milliseconds from `due` to the end of the response. */
  timeoutMs: number
  /**
   * Where an exchange may last for as long as it makes progress: when it last did, on the run's clock; `timeoutMs` counts from then.
   * Undefined until it has begun to.
   */
  progress?: (() => number | undefined) | undefined
  /** Aborted when the grace period at the end of traffic is over: the attempt is `unfinished`. */
  signal?: AbortSignal | undefined
}

type Timing = Pick<ClientContext, 'clock' | 'stalls'>

/** Calls `end` once time is up or traffic has ended. Returns what stops the clock. */
export function startDeadline(timing: Timing, deadline: Deadline, end: (ending: Ending) => void): () => void {
  const { progress, signal } = deadline
  const look = () => {
    // Since the timer was set the exchange may have made progress.
    if (progress !== undefined && timeLeft(timing, deadline) > 0) timer = setTimeout(look, timeLeft(timing, deadline))
    else end(describeOverdue(timing, deadline))
  }
  const abandon = () => end({ by: 'abandoned' })
  let timer = setTimeout(look, Math.max(0, timeLeft(timing, deadline)))
  const takeBack = signal && onAbort(signal, abandon)
  return () => {
    clearTimeout(timer)
    takeBack?.()
  }
}

/** Whether time is up, also where no timer has fired yet. */
export function isOverdue(timing: Timing, deadline: Deadline): boolean {
  return timeLeft(timing, deadline) < 0
}

/** How an attempt ends whose time is up: by its deadline, unless a stall of this thread took the time. */
export function describeOverdue({ stalls }: Pick<Timing, 'stalls'>, deadline: Deadline): Ending {
  return { by: stalls.stalledSince(lastProgress(deadline), deadline.timeoutMs) ? 'stall' : 'deadline' }
}

function timeLeft({ clock }: Timing, deadline: Deadline): number {
  return lastProgress(deadline) + deadline.timeoutMs - clock.now()
}

function lastProgress({ due, progress }: Deadline): number {
  return progress?.() ?? due
}
