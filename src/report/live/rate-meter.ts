const WINDOW_MS = 1000
// The traffic threads hand over a slot when it is full; younger ones are not yet counted everywhere.
const LAG_MS = 300
// Beyond this number, old ones are forgotten.
const SLOTS_KEPT = 1000

/** How many of something happened per second lately, from counts per time slot. */
export interface RateMeter {
  /** `count` happened in the slot that begins at `t`, milliseconds. */
  add(t: number, count: number): void
  /** Per second, in the second that ended a little before `now`. */
  rate(now: number): number
}

export function createRateMeter(): RateMeter {
  let slots: { t: number; count: number }[] = []
  return {
    add(t, count) {
      if (slots.length >= SLOTS_KEPT) slots = slots.filter((slot) => slot.t > t - 2 * WINDOW_MS)
      slots.push({ t, count })
    },
    rate(now) {
      const end = now - LAG_MS
      const seen = slots.filter((slot) => slot.t >= end - WINDOW_MS && slot.t < end)
      return Math.round((seen.reduce((sum, slot) => sum + slot.count, 0) * 1000) / WINDOW_MS)
    },
  }
}
