/** Up to this number of ways to divide the values all are tried; beyond it, this many are drawn. */
const EXHAUSTIVE = 50_000
const DRAWN = 20_000

export interface Separation {
  /** How likely the means are as far apart as seen, or farther, if it is by chance which value belongs to which side. */
  twoSided: number
  /** The same, only that the second mean is the greater one. */
  greater: number
}

/**
 * Fisher's permutation test of the difference of two means: needs no assumption on how losses are distributed, only that
 * restarts are alike. Exact for up to some nine values on each side; beyond, drawn from a fixed seed, so that the same
 * reports always give the same answer (B. Phipson and G. K. Smyth, "Permutation P-values Should Never Be Zero", 2010).
 * Null without values on both sides.
 */
export function separate(first: readonly number[], second: readonly number[]): Separation | null {
  if (first.length === 0 || second.length === 0) return null
  const all = [...first, ...second]
  const seen = mean(second) - mean(first)
  // Sums of the same values in another order differ in their last bits.
  const slack = 1e-9 * Math.max(...all.map(Math.abs), Number.MIN_VALUE)
  const tally = { ways: 0, greater: 0, apart: 0 }
  const count = (difference: number): void => {
    tally.ways += 1
    if (difference >= seen - slack) tally.greater += 1
    if (Math.abs(difference) >= Math.abs(seen) - slack) tally.apart += 1
  }
  const exhaustive = waysToChoose(all.length, second.length) <= EXHAUSTIVE
  if (exhaustive) tryAll(all, second.length, count)
  else draw(all, second.length, count)
  // What was seen is one of the ways itself: among all of them it is counted, among drawn ones it is added.
  const own = exhaustive ? 0 : 1
  const share = (times: number): number => (times + own) / (tally.ways + own)
  return { twoSided: share(tally.apart), greater: share(tally.greater) }
}

/** The least `greater` that such numbers of values on each side can give. */
export function smallestChance(first: number, second: number): number {
  return 1 / waysToChoose(first + second, second)
}

/** How many values on both sides can give a chance as small as this at all. */
export function valuesNeeded(chance: number): number {
  let count = 1
  while (smallestChance(count, count) > chance) count += 1
  return count
}

/** How many values beside as many others as there are can give it. */
export function valuesNeededBeside(others: number, chance: number): number {
  if (others === 0) return 0
  let count = 1
  while (smallestChance(others, count) > chance) count += 1
  return count
}

function waysToChoose(n: number, k: number): number {
  let ways = 1
  for (let i = 1; i <= k; i += 1) ways = (ways * (n - k + i)) / i
  return Math.round(ways)
}

/** Calls `count` with the difference of means of each way to choose `size` of the values for the second side. */
function tryAll(all: readonly number[], size: number, count: (difference: number) => void): void {
  const total = sum(all)
  const visit = (from: number, left: number, chosen: number): void => {
    if (left === 0) return count(differenceOf(chosen, total, size, all.length))
    for (let i = from; i <= all.length - left; i += 1) visit(i + 1, left - 1, chosen + (all[i] ?? 0))
  }
  visit(0, size, 0)
}

function draw(all: readonly number[], size: number, count: (difference: number) => void): void {
  const total = sum(all)
  const random = seeded(0x9e37_79b9)
  const values = [...all]
  for (let round = 0; round < DRAWN; round += 1) {
    let chosen = 0
    // The first steps of a Fisher-Yates shuffle choose `size` of them.
    for (let i = 0; i < size; i += 1) {
      const j = i + Math.floor(random() * (values.length - i))
      const value = values[j] ?? 0
      values[j] = values[i] ?? 0
      values[i] = value
      chosen += value
    }
    count(differenceOf(chosen, total, size, all.length))
  }
}

function differenceOf(chosen: number, total: number, size: number, of: number): number {
  return chosen / size - (total - chosen) / (of - size)
}

/** mulberry32: numbers 0..1 from a 32-bit state. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length
}
