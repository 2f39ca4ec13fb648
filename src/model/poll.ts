import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from './clock.ts'

/** What waiting depends on, so that tests can wait in a time of their own. */
export interface Waiting {
  clock: Pick<Clock, 'now'>
  /** Resolves after `ms`; rejects as soon as `abort` fires. */
  sleep: (ms: number, abort: AbortSignal) => Promise<void>
  /** Ends all waiting at once. */
  abort: AbortSignal
}

/** Milliseconds between two looks at what is waited for. */
export const POLL_MS = 5

/** Waiting by the clock on the wall; until `abort` fires, where there is one. */
export function realTime(abort: AbortSignal = new AbortController().signal): Waiting {
  return { clock: performance, sleep: (ms, signal) => pause(ms, undefined, { signal }), abort }
}

/**
 * Asks `check` every `everyMs` until it answers something other than undefined or false, or `withinMs` has passed; at least once.
 * Resolves with the last answer. Rejects when the waiting is aborted.
 */
export async function poll<Answer>(
  { clock, sleep, abort }: Waiting,
  withinMs: number,
  check: () => Answer | Promise<Answer>,
  everyMs = POLL_MS,
): Promise<Answer> {
  const deadline = clock.now() + withinMs
  for (;;) {
    const answer = await check()
    const left = deadline - clock.now()
    if ((answer !== undefined && answer !== false) || left <= 0) return answer
    await sleep(Math.min(everyMs, Math.max(1, left)), abort)
  }
}
