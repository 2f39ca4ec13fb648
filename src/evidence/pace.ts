/**
 * How often something may be done so that it never takes more than a share of a core, however long one go takes on this
 * machine: the next one has to wait until the last one's cost has been made up for.
 */
export interface Pace {
  /** Whether it may be done again at a gap of at least `everyMs`, spending at most `share` of the time. */
  isDue(everyMs: number, share: number): boolean
  /** Does it and takes the time. */
  spend<T>(work: () => T): T
}

export function keepPace(now: () => number = () => performance.now()): Pace {
  let ended = Number.NEGATIVE_INFINITY
  let cost = 0
  return {
    isDue: (everyMs, share) => now() - ended >= Math.max(everyMs - cost, cost / share - cost),
    spend(work) {
      const begun = now()
      try {
        return work()
      } finally {
        ended = now()
        cost = ended - begun
      }
    },
  }
}
