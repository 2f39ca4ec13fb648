import type { MessageCounts } from '../../../model/lifeline.ts'
import { createNumbering } from '../../long-lived/numbering.ts'

/** The ids of a client's events, over all the streams that it reads one after the other. */
export interface IdNumbering {
  /** A stream begins. */
  begin(): void
  receive(id: string | undefined): void
  /** What was counted since the last call; a gap between two streams counts to the later one. */
  take(): MessageCounts
}

/** Whole numbers that a double holds exactly. */
const WHOLE = /^\d{1,15}$/

/** What part of the ids within streams may be missing before they are no numbering: of 2, 4, 6 every other one is. */
const MOST_MISSING = 1 / 3

/**
 * Takes ids for a numbering where they are whole numbers that follow upon each other: keys of a database or times leave gaps of
 * their own, and nothing is claimed of them. A stream that begins at or before the first id of the stream before it was numbered
 * again, by a new process for example: nothing is claimed across the two.
 */
export function createIdNumbering(): IdNumbering {
  let numbering = createNumbering()
  let first: number | undefined
  let fresh = true
  let numbered = 0
  let missing = 0
  let unnumbered = 0

  function enter(n: number): void {
    numbered += 1
    if (!fresh) {
      missing += numbering.receive(n)
      return
    }
    fresh = false
    if (first !== undefined && n <= first) numbering = createNumbering()
    first = n
    numbering.receive(n)
  }

  return {
    begin() {
      fresh = true
    },
    receive(id) {
      if (id !== undefined && WHOLE.test(id)) enter(Number(id))
      else unnumbered += 1
    },
    take() {
      const counts = numbering.take()
      const received = counts.received + unnumbered
      const sent = counts.sent + unnumbered
      unnumbered = 0
      if (missing > (numbered + missing) * MOST_MISSING)
        return { sent: received, received, lost: 0, unanswered: 0, duplicated: 0, reordered: 0 }
      return { ...counts, sent, received }
    },
  }
}
