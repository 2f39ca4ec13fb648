import type { Clock } from '../../../model/clock.ts'
import { createFifo } from './fifo.ts'
import { isStale } from './pauses.ts'
import type { Line } from './virtual-user.ts'

/** Lines that wait for an arrival, the one that has been idle the longest first. */
export interface IdleLines {
  readonly size: number
  /** When the last look began, on the run's clock. */
  readonly lookedAt: number
  push(line: Line): void
  /** Has all sockets read, then calls `onLooked`, once however often it was asked to. */
  look(): void
  /** The same, a turn of the event loop sooner. From a timer only: in an event of a socket some others have been passed over already. */
  lookFromTimer(): void
  /** For `onLooked` alone: the next line that was idle when the look began. Undefined where there is none, or the look is too old. */
  take(): Line | undefined
}

/**
 * A request may go out on a connection only when all that had arrived on it has been read. Node does not see to that by itself: after a
 * pause timers come before sockets, and the FIN behind a response is found one turn of the event loop after the response. So a line
 * that has become idle waits until a whole poll has passed (libuv, "The I/O loop").
 */
export function createIdleLines(clock: Clock, onLooked: () => void): IdleLines {
  const lines = createFifo<Line>()
  let looking = false
  let lookedAt = 0
  let candidates = 0
  let looked = 0

  // Immediates run when a poll has ended: a whole one lies between this and the next.
  function begin(): void {
    lookedAt = clock.now()
    candidates = lines.size
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
      return lines.size
    },
    get lookedAt() {
      return lookedAt
    },
    push: (line) => lines.push(line),
    look: () => lookBy(() => setImmediate(begin)),
    lookFromTimer: () => lookBy(begin),
    take() {
      if (looked === 0 || isStale(lookedAt, clock.now())) return undefined
      looked -= 1
      return lines.shift()
    },
  }
}
