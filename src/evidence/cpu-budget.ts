/**
 * How often something may be done so that it never takes more than a share of a core, however long one go takes on this
 * machine: the next one has to wait until the last one's cost has been made up for.
 */
export interface CpuBudget {
  /**
   * Whether it may be done again at a gap of at least `everyMs`, spending at most `share` of the time; but after `latestMs` in any
   * case, as on a machine that is busy with others the clock makes everything look dear.
   */
  isDue(everyMs: number, share: number, latestMs?: number): boolean
  /** Does it and takes the time. */
  spend<T>(work: () => T): T
  /** Does it piece by piece: for so long now, or a few pieces; the rest another time. Returns whether it was finished. */
  spendSome(work: Iterator<void>, ms: number): boolean
}

/**
 * The clock goes on while a busy machine has the processor busy with others, and one go that took ten times as long would be
 * followed by a pause that is ten times as long. What it costs is what the cheapest of the last goes took.
 */
const GOES = 3
/** Without these a process that hardly gets the processor would never finish. */
const PIECES = 8

export function createCpuBudget(now: () => number = () => performance.now()): CpuBudget {
  let ended = Number.NEGATIVE_INFINITY
  let goes: number[] = []
  let cost = 0
  /** What the work under way has taken so far. */
  let spent = 0

  function end(): void {
    ended = now()
    goes = [...goes, spent].slice(-GOES)
    cost = Math.min(...goes)
    spent = 0
  }

  return {
    isDue: (everyMs, share, latestMs = Number.POSITIVE_INFINITY) =>
      now() - ended >= Math.min(latestMs, Math.max(everyMs - cost, cost / share - cost)),
    spend(work) {
      const begun = now()
      try {
        return work()
      } finally {
        spent += now() - begun
        end()
      }
    },
    spendSome(work, ms) {
      const begun = now()
      let done = false
      for (let pieces = 0; !done && (pieces < PIECES || now() - begun < ms); pieces += 1) {
        done = work.next().done === true
      }
      spent += now() - begun
      if (done) end()
      return done
    },
  }
}
