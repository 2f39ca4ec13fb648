import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialAtMost } from '../../src/verdict/binomial.ts'
import { attemptsNeeded, failuresAllowed, shareBounds } from '../../src/verdict/interval.ts'
import { atMostByFractions, logAtMostBySum } from './independent.ts'

describe('the published numbers of attempts', () => {
  test.each([
    [0, 0.9999, 29_956],
    [1, 0.9999, 47_437],
    [2, 0.9999, 62_956],
    [3, 0.9999, 77_535],
    [0, 0.999, 2995],
    [3, 0.999, 7752],
    [0, 0.99999, 299_572],
    [3, 0.99999, 775_364],
    // The "rule of three" of quality control: 59 without a fault for 95% at 95%, 299 for 99%, 22 for 90% at 90%.
    [0, 0.95, 59],
    [0, 0.99, 299],
  ])('%i failures, %d at 95%%: %i', (failures, target, attempts) => {
    expect(attemptsNeeded(failures, target, 0.95)).toBe(attempts)
  })

  test('nothing observed proves 100%', () => {
    expect(attemptsNeeded(0, 1, 0.95)).toBeNull()
  })

  test('is the smallest number whose bound reaches the target', () => {
    for (const failures of [0, 1, 7, 40]) {
      const attempts = attemptsNeeded(failures, 0.999, 0.95) ?? 0
      expect(1 - shareBounds(failures, attempts, 0.95).upper).toBeGreaterThanOrEqual(0.999)
      expect(1 - shareBounds(failures, attempts - 1, 0.95).upper).toBeLessThan(0.999)
    }
  })
})

describe('the bounds', () => {
  test.each([
    // R: binom.test(k, n, alternative = "less" | "greater", conf.level = c)$conf.int
    [0, 3, 0.95, 0, 1 - 0.05 ** (1 / 3)],
    [3, 3, 0.95, 0.05 ** (1 / 3), 1],
    [0, 1, 0.95, 0, 0.95],
    [1, 1, 0.95, 0.05, 1],
    [0, 1e9, 0.95, 0, -Math.expm1(Math.log(0.05) / 1e9)],
  ])('%i of %d at %d', (count, total, confidence, lower, upper) => {
    const bounds = shareBounds(count, total, confidence)
    expect(bounds.lower).toBeCloseTo(lower, 12)
    expect(Math.abs(bounds.upper / upper - 1)).toBeLessThan(1e-12)
  })

  test('0 of 3 restarts still allows 63%', () => {
    expect(shareBounds(0, 3, 0.95).upper).toBeCloseTo(0.6316, 4)
  })

  test('agree with exact fractions for small numbers', () => {
    for (let total = 1; total <= 40; total += 3) {
      for (let count = 0; count < total; count += 1) {
        const { upper } = shareBounds(count, total, 0.95)
        expect(Math.abs(atMostByFractions(count, total, upper) - 0.05)).toBeLessThan(1e-13)
        const { lower } = shareBounds(count + 1, total, 0.95)
        expect(Math.abs(1 - atMostByFractions(count, total, lower) - 0.05)).toBeLessThan(1e-13)
      }
    }
  })

  test.each([1e4, 1e6, 1e9])('agree with a sum of logarithms for %d attempts', (total) => {
    for (const count of [0, 1, 2, 5, 20, 100, 1000, 4000]) {
      const { upper, lower } = shareBounds(count, total, 0.95)
      expect(Math.abs(Math.exp(logAtMostBySum(count, total, upper)) / 0.05 - 1)).toBeLessThan(1e-10)
      if (count === 0) continue
      expect(Math.abs(Math.exp(logAtMostBySum(count - 1, total, lower)) / 0.95 - 1)).toBeLessThan(1e-10)
    }
  })

  test('grow with the failures and shrink with the attempts', () => {
    const share = fc.record({
      total: fc.integer({ min: 1, max: 1e9 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(share, fc.constantFrom(0.5, 0.9, 0.95, 0.99, 0.999), ({ total, part }, confidence) => {
        const count = Math.floor(Math.min(total - 1, 1e4) * part)
        const bounds = shareBounds(count, total, confidence)
        expect(bounds.lower).toBeLessThanOrEqual(count / total)
        expect(bounds.upper).toBeGreaterThan(count / total)
        const worse = shareBounds(count + 1, total, confidence)
        expect(worse.lower).toBeGreaterThan(bounds.lower)
        expect(worse.upper).toBeGreaterThan(bounds.upper)
        const longer = shareBounds(count, total * 2, confidence)
        expect(longer.upper).toBeLessThan(bounds.upper)
        const surer = shareBounds(count, total, 0.9999)
        expect(surer.upper).toBeGreaterThan(bounds.upper)
      }),
      { numRuns: 100 },
    )
  })
})

describe('the binomial distribution', () => {
  test('agrees with exact fractions, both tails', () => {
    for (const total of [1, 2, 7, 31, 64]) {
      for (let count = 0; count <= total; count += 1) {
        for (const p of [1 / 1024, 1 / 16, 1 / 4, 1 / 2, 3 / 4, 15 / 16]) {
          const exact = atMostByFractions(count, total, p)
          expect(Math.abs(binomialAtMost(count, total, p) - exact)).toBeLessThan(1e-13)
        }
      }
    }
  })
})

describe('the failures that so many attempts can bear', () => {
  test('are the most of which the attempts needed are not more', () => {
    for (const attempts of [3000, 4741, 4742, 6293, 6294, 100_000]) {
      const most = failuresAllowed(attempts, 0.999, 0.95) ?? -1
      expect(attemptsNeeded(most, 0.999, 0.95)).toBeLessThanOrEqual(attempts)
      expect(attemptsNeeded(most + 1, 0.999, 0.95)).toBeGreaterThan(attempts)
    }
  })

  test('are not even none where they are too few, or the target is 100%', () => {
    expect(failuresAllowed(2994, 0.999, 0.95)).toBeNull()
    expect(failuresAllowed(2995, 0.999, 0.95)).toBe(0)
    expect(failuresAllowed(1_000_000, 1, 0.95)).toBeNull()
  })
})
