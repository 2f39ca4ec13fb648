import type { MessageCounts } from '../../model/lifeline.ts'

/** Numbered messages of which each should come once, in order. */
export interface Numbering {
  /** Returns by how many it has changed the number of messages that are missing. */
  receive(n: number): number
  /**
   * What was counted since the last call. What is missing, up to `sentUpTo` where that is known, has been lost: should it still
   * come, it counts as a duplicate. What is missing at the end is `unanswered` where the server had `noticed` its end.
   */
  take(sentUpTo?: number, noticed?: boolean): MessageCounts
}

/** First and last number of messages that did not come. */
interface Gap {
  from: number
  to: number
}

/**
 * Counts exactly which messages were lost, came twice, or came after one with a higher number (`reordered`: of two that were
 * swapped, one). Keeps gaps, not numbers: memory does not grow with the messages that came.
 *
 * @param first number of the first message; undefined: whatever comes first.
 */
export function createNumbering(first?: number): Numbering {
  let lowest = first
  let next = first ?? 0
  let gaps: Gap[] = []
  let received = 0
  let duplicated = 0
  let reordered = 0

  function fill(n: number): boolean {
    const at = gaps.findIndex(({ from, to }) => from <= n && n <= to)
    const gap = gaps[at]
    if (gap === undefined) return false
    const parts = [
      { from: gap.from, to: n - 1 },
      { from: n + 1, to: gap.to },
    ]
    gaps.splice(at, 1, ...parts.filter(({ from, to }) => from <= to))
    return true
  }

  return {
    receive(n) {
      received += 1
      if (lowest === undefined) {
        lowest = n
        next = n
      }
      if (n >= next) {
        const missing = n - next
        if (missing > 0) gaps.push({ from: next, to: n - 1 })
        next = n + 1
        return missing
      }
      const filled = fill(n)
      if (filled || n < lowest) reordered += 1
      else duplicated += 1
      return filled ? -1 : 0
    },
    take(sentUpTo = next - 1, noticed = false) {
      const trailing = Math.max(0, sentUpTo - next + 1)
      const unanswered = noticed ? trailing : 0
      const lost = gaps.reduce((sum, { from, to }) => sum + to - from + 1, trailing - unanswered)
      const sent = received - duplicated + lost + unanswered
      const counts = { sent, received, lost, unanswered, duplicated, reordered }
      next = Math.max(next, sentUpTo + 1)
      gaps = []
      received = duplicated = reordered = 0
      return counts
    },
  }
}
