import { dueAt, type Pacer } from '../../thread/schedule.ts'
import type { Arrival, PreparedRequest } from './prepared-request.ts'

/**
 * The arrivals of a schedule that wait for a free user, first in, first out. They are counted, not kept: their times lie on the
 * schedule, and the mix gives their requests in the same order later. So a queue of millions takes no memory.
 */
export interface Backlog {
  /** Begins with this schedule. */
  follow(pace: Pacer): void
  /** When the next arrival is due that does not wait yet. */
  readonly nextDue: number
  /** That arrival waits from now on. */
  admit(): void
  readonly size: number
  /** When the first that waits was due. */
  readonly firstDue: number
  /** Takes the first that waits; call it only where `size` is above 0. */
  shift(): Arrival
}

/** @param pick the next request of the mix, called once for each arrival, in order */
export function createBacklog(pick: () => PreparedRequest): Backlog {
  let pace: Pacer = { start: Number.POSITIVE_INFINITY, periodMs: 0 }
  let admitted = 0
  let taken = 0
  return {
    follow(next) {
      pace = next
    },
    get nextDue() {
      return dueAt(pace, admitted)
    },
    admit() {
      admitted += 1
    },
    get size() {
      return admitted - taken
    },
    get firstDue() {
      return dueAt(pace, taken)
    },
    shift: () => ({ due: dueAt(pace, taken++), request: pick() }),
  }
}
