/** Lets a fixed number pass at a time, in the order in which they came. */
export interface Gate {
  /** Resolves when it is one's turn, with what is to be called once one has passed. */
  enter(): Promise<() => void>
  /** Everybody may pass from now on. */
  open(): void
}

/**
 * @param places how many may be on their way at a time
 * @param patienceMs after this time the next may pass all the same: where none gets through, all must get their try
 */
export function createGate(places: number, patienceMs: number): Gate {
  const waiting: (() => void)[] = []
  let inside = 0
  let most = places

  function admit(): void {
    while (inside < most) {
      const next = waiting.shift()
      if (next === undefined) return
      inside += 1
      next()
    }
  }

  function takePlace(): () => void {
    let left = false
    const leave = () => {
      if (left) return
      left = true
      clearTimeout(timer)
      inside -= 1
      admit()
    }
    const timer = setTimeout(leave, patienceMs)
    return leave
  }

  return {
    enter: () =>
      new Promise((resolve) => {
        waiting.push(() => resolve(takePlace()))
        admit()
      }),
    open() {
      most = Number.POSITIVE_INFINITY
      admit()
    },
  }
}
