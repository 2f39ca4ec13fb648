import type { Clock } from '../../../model/clock.ts'
import { createFifo } from './fifo.ts'
import { isStale } from './pauses.ts'
import type { VirtualUser } from './virtual-user.ts'

/** Users that wait for an arrival, the one that has been idle the longest first. */
export interface IdleUsers {
  readonly size: number
  /** When the last look began, on the run's clock. */
  readonly lookedAt: number
  push(user: VirtualUser): void
  /** Has all sockets read, then calls `onLooked`, once however often it was asked to. */
  look(): void
  /** The same, a turn of the event loop sooner. From a timer only: in an event of a socket some others have been passed over already. */
  lookFromTimer(): void
  /** For `onLooked` alone: the next user that was idle when the look began. Undefined where there is none, or the look is too old. */
  take(): VirtualUser | undefined
}

/**
 * A request may go out on a connection only when all that had arrived on it has been read. Node does not see to that by itself: after a
 * pause timers come before sockets, and the FIN behind a response is found one turn of the event loop after the response. So a user
 * that has become idle waits until a whole poll has passed (libuv, "The I/O loop").
 */
export function createIdleUsers(clock: Clock, onLooked: () => void): IdleUsers {
  const users = createFifo<VirtualUser>()
  let looking = false
  let lookedAt = 0
  let candidates = 0
  let looked = 0

  // Immediates run when a poll has ended: a whole one lies between this and the next.
  function begin(): void {
    lookedAt = clock.now()
    candidates = users.size
    setImmediate(end)
  }

  function end(): void {
    if (isStale(lookedAt, clock.now())) return begin()
    looking = false
    looked = candidates
    onLooked()
    looked = 0
  }

  function lookBy(start: () => void): void {
    if (looking) return
    looking = true
    start()
  }

  return {
    get size() {
      return users.size
    },
    get lookedAt() {
      return lookedAt
    },
    push: (user) => users.push(user),
    look: () => lookBy(() => setImmediate(begin)),
    lookFromTimer: () => lookBy(begin),
    take() {
      if (looked === 0 || isStale(lookedAt, clock.now())) return undefined
      looked -= 1
      return users.shift()
    },
  }
}
