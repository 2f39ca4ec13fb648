import { describe, expect, test } from 'vitest'
import { separate, smallestChance } from '../../src/compare/permutation.ts'

/** Counts by hand: all ways to call `size` of the values the second side, as bit masks. */
function bruteForce(first: number[], second: number[]): { twoSided: number; greater: number } {
  const all = [...first, ...second]
  const difference = (mask: number): number => {
    const chosen = all.filter((_, i) => (mask >> i) & 1)
    const others = all.filter((_, i) => !((mask >> i) & 1))
    return average(chosen) - average(others)
  }
  const masks = Array.from({ length: 1 << all.length }, (_, mask) => mask).filter(
    (mask) => mask.toString(2).replaceAll('0', '').length === second.length,
  )
  const seen = average(second) - average(first)
  const differences = masks.map(difference)
  return {
    twoSided: differences.filter((d) => Math.abs(d) >= Math.abs(seen) - 1e-12).length / masks.length,
    greater: differences.filter((d) => d >= seen - 1e-12).length / masks.length,
  }
}

function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('the permutation test', () => {
  test.each([
    [
      [0, 0, 0],
      [1, 1, 1],
    ],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [3, 1, 4, 1],
      [5, 9, 2],
    ],
    [[0.1, 0.2, 0.3], [0.3]],
    [
      [7, 7, 8, 1, 2],
      [1, 2, 3, 4],
    ],
  ])('of %j and %j counts every way once', (first, second) => {
    const expected = bruteForce(first, second)
    const found = separate(first, second)
    expect(found?.twoSided).toBeCloseTo(expected.twoSided, 12)
    expect(found?.greater).toBeCloseTo(expected.greater, 12)
  })

  test('has no answer without values', () => {
    expect(separate([], [1])).toBeNull()
    expect(separate([1], [])).toBeNull()
  })

  test('draws where there are too many ways, never says 0, and says the same again', () => {
    const zeros = Array.from({ length: 40 }, () => 0)
    const ones = Array.from({ length: 40 }, () => 1)
    const found = separate(zeros, ones)
    expect(found?.greater).toBeGreaterThan(0)
    expect(found?.greater).toBeLessThan(0.001)
    expect(separate(zeros, ones)).toEqual(found)
  })

  test('draws what it would have counted, nearly', () => {
    const first = [1, 5, 2, 8, 3, 9, 4, 7, 2, 6, 1]
    const second = [4, 6, 9, 9, 5, 8, 7, 6, 3]
    // Known from all 167,960 ways, counted apart.
    const exact = bruteForce(first, second)
    expect(Math.abs((separate(first, second)?.twoSided ?? 0) - exact.twoSided)).toBeLessThan(0.015)
  })

  test('knows the least chance that a number of values can show', () => {
    expect(smallestChance(3, 3)).toBeCloseTo(1 / 20, 12)
    expect(smallestChance(5, 5)).toBeCloseTo(1 / 252, 12)
    expect(separate([0, 0, 0], [1, 1, 1])?.greater).toBeCloseTo(smallestChance(3, 3), 12)
  })
})
