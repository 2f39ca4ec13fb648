/** How long occurrences are gathered before the next event. */
const EVERY_MS = 1_000

/** Gathers what may happen thousands of times a second, and emits it as one event at most once a second. */
export interface ThrottledEvent {
  /** `size` is what the largest of them is reported by. */
  add(size: number): void
  /** Emits what has gathered, if it is time to; `final` emits it in any case. */
  emit(now: number, final?: boolean): void
}

/** @param emitted when the last event was; by default the first is emitted at once */
export function createThrottledEvent(
  onEvent: (t: number, count: number, largest: number) => void,
  emitted = Number.NEGATIVE_INFINITY,
): ThrottledEvent {
  let count = 0
  let largest = 0
  let last = emitted
  return {
    add(size) {
      count += 1
      largest = Math.max(largest, size)
    },
    emit(now, final = false) {
      if (count === 0 || (now - last < EVERY_MS && !final)) return
      onEvent(now, count, largest)
      count = 0
      largest = 0
      last = now
    },
  }
}
