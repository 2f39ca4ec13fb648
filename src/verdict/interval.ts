import { binomialAtMost } from './binomial.ts'

/**
 * One-sided Clopper-Pearson bounds of a share: each of the two holds by itself at the given confidence.
 *
 * @param count - how many of `total` were seen
 * @param confidence - 0..1, exclusive
 */
export function shareBounds(count: number, total: number, confidence: number): { lower: number; upper: number } {
  const doubt = 1 - confidence
  return {
    // The share at which this many or more would be seen only with probability `doubt`.
    lower: count === 0 ? 0 : bisect((p) => 1 - binomialAtMost(count - 1, total, p) < doubt),
    // The share at which so few or fewer would be seen only with probability `doubt`.
    upper: count === total ? 1 : bisect((p) => binomialAtMost(count, total, p) > doubt),
  }
}

/** The p in 0..1 up to which a condition holds, to the last bit. */
function bisect(holds: (p: number) => boolean): number {
  let low = 0
  let high = 1
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return high
    if (holds(middle)) low = middle
    else high = middle
  }
}

/** Whether these numbers of failures and attempts prove, at the confidence, that the share of `ok` stays below the target. */
export function isDisproof(failures: number, attempts: number, target: number, confidence: number): boolean {
  return failures > 0 && 1 - binomialAtMost(failures - 1, attempts, 1 - target) <= 1 - confidence
}

/** Whether these numbers of failures and attempts prove, at the confidence, that the share of `ok` reaches the target. */
export function isProof(failures: number, attempts: number, target: number, confidence: number): boolean {
  return binomialAtMost(failures, attempts, 1 - target) <= 1 - confidence
}

/**
 * How many attempts prove a share of `ok`, 0..1, at a one-sided confidence, 0..1 exclusive, if as many of them fail.
 * Null where no number does: nothing observed proves 100%.
 */
export function attemptsNeeded(failures: number, target: number, confidence: number): number | null {
  if (target >= 1) return null
  let enough = failures + 1
  while (!isProof(failures, enough, target, confidence)) enough *= 2
  return findFirst(failures, enough, (attempts) => isProof(failures, attempts, target, confidence))
}

/** The most failures with which this number of attempts still proves a share of `ok`; null where even none is too many. */
export function failuresAllowed(attempts: number, target: number, confidence: number): number | null {
  if (!isProof(0, attempts, target, confidence)) return null
  return findFirst(0, attempts, (failures) => !isProof(failures, attempts, target, confidence)) - 1
}

/** The first whole number that holds, where `low` does not, `high` does, and so does all above the first. */
function findFirst(low: number, high: number, holds: (n: number) => boolean): number {
  if (high - low <= 1) return high
  const middle = Math.floor((low + high) / 2)
  return holds(middle) ? findFirst(low, middle, holds) : findFirst(middle, high, holds)
}
