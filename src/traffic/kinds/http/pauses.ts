import { setImmediate as endPoll } from 'node:timers/promises'
import type { Clock } from '../../../model/clock.ts'

/**
 * What was seen of a connection longer ago than this is not good enough to write a request on it, milliseconds: this thread may have
 * been paused since, and the server have closed the connection meanwhile. A user who was not paused would know.
 */
const FRESH_MS = 2

/** A look that comes so much later than it should shows that this thread was paused, milliseconds. */
const PAUSED_MS = 5

export function isStale(lookedAt: number, now: number): boolean {
  return now - lookedAt > FRESH_MS
}

/** Whether there was a pause between a look that was fresh and the end of the write, which needs some time by itself. */
export function pausedWhileWriting(lookedAt: number, now: number): boolean {
  return now - lookedAt > 2 * FRESH_MS
}

/** Has all sockets read, from wherever it is called. Resolves, before anything else happens, with when the look began. */
export async function lookAround(clock: Clock): Promise<number> {
  let lookedAt: number
  // The poll that may be under way has passed some sockets already: it ends, then comes a whole one.
  await endPoll()
  do {
    lookedAt = clock.now()
    await endPoll()
  } while (isStale(lookedAt, clock.now()))
  return lookedAt
}

/** Knows the pauses of this thread that are no stall yet (STALL_MS), but long enough for a server to close a connection. */
export interface Pauses {
  /** To be called at regular intervals. */
  look(): void
  /** Whether a pause has ended after `t`, on the run's clock. */
  since(t: number): boolean
}

/** @param everyMs the interval of the calls to `look`: pauses that are longer by PAUSED_MS are always found */
export function watchPauses(clock: Clock, everyMs: number): Pauses {
  let looked = clock.now()
  let lastEnd = Number.NEGATIVE_INFINITY

  function look(): void {
    const now = clock.now()
    if (now - looked > everyMs + PAUSED_MS) lastEnd = now
    looked = now
  }

  return {
    look,
    since(t) {
      look()
      return lastEnd > t
    },
  }
}
