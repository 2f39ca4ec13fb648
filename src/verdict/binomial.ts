/** ln(2π) / 2. */
const HALF_LOG_TWO_PI = 0.918_938_533_204_672_7

/** n! for n up to 15, all exact. */
const SMALL_FACTORIALS = Array.from({ length: 16 }, (_, n) => factorial(n))

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1)
}

/** ln n! minus Stirling's approximation of it: the part that large numbers would swallow. */
function stirlingError(n: number): number {
  const exact = SMALL_FACTORIALS[n]
  if (n === 0) return 0
  if (exact !== undefined) return Math.log(exact) - (n + 0.5) * Math.log(n) + n - HALF_LOG_TWO_PI
  const square = n * n
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n
}

/** x ln(x / mean) + mean − x, also where x is close to the mean. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x
  const v = (x - mean) / (x + mean)
  let sum = (x - mean) * v
  let power = 2 * x * v
  for (let j = 1; ; j += 1) {
    power *= v * v
    const next = sum + power / (2 * j + 1)
    if (next === sum) return sum
    sum = next
  }
}

/**
 * The probability of exactly k of n when each has probability p; 0 <= k <= n, 0 < p < 1. By saddle points, which keeps its
 * digits for n in the billions, where logarithms of factorials lose six (C. Loader, "Fast and Accurate Computation of
 * Binomial Probabilities", 2000).
 */
function binomialProbability(k: number, n: number, p: number): number {
  if (k === 0) return Math.exp(n * Math.log1p(-p))
  if (k === n) return Math.exp(n * Math.log(p))
  const corrections = stirlingError(n) - stirlingError(k) - stirlingError(n - k)
  const exponent = corrections - deviance(k, n * p) - deviance(n - k, n * (1 - p))
  return Math.exp(exponent - HALF_LOG_TWO_PI) * Math.sqrt(n / k / (n - k))
}

/**
 * The probability of at most k of n when each has probability p: the regularised incomplete beta function
 * I(1 − p; n − k, k + 1). The tail on the far side of the mean is summed term by term, so that nothing cancels; its terms
 * shrink at least geometrically, within some multiple of √(np) of them.
 */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k >= n || p <= 0) return 1
  if (p >= 1) return 0
  const odds = p / (1 - p)
  if (k < n * p) return binomialProbability(k, n, p) * sumOfProducts(k, (i) => i / ((n - i + 1) * odds), -1)
  return 1 - binomialProbability(k + 1, n, p) * sumOfProducts(k + 1, (i) => ((n - i) * odds) / (i + 1), 1)
}

/** 1 + r(i) + r(i) r(i + step) + …, until the terms no longer count. A ratio of 0 ends it. */
function sumOfProducts(from: number, ratio: (i: number) => number, step: 1 | -1): number {
  let sum = 1
  let term = 1
  for (let i = from; term > sum * Number.EPSILON * 0.01; i += step) {
    term *= ratio(i)
    sum += term
  }
  return sum
}
