/** How long things of one kind are gathered before they are told again. */
const EVERY_MS = 1_000

/** Gathers what may happen thousands of times a second, and tells it at most once a second. */
export interface Digest {
  /** `size` is what the largest of them is told by. */
  add(size: number): void
  /** Tells what there is to tell, if it is time to; `last` tells it in any case. */
  tell(now: number, last?: boolean): void
}

export function createDigest(tell: (t: number, count: number, largest: number) => void): Digest {
  let count = 0
  let largest = 0
  let told = Number.NEGATIVE_INFINITY
  return {
    add(size) {
      count += 1
      largest = Math.max(largest, size)
    },
    tell(now, last = false) {
      if (count === 0 || (now - told < EVERY_MS && !last)) return
      tell(now, count, largest)
      count = 0
      largest = 0
      told = now
    },
  }
}
