import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editDistance, findNearest } from '../../src/grammar/nearest.ts'
import { load, minimal, problemsOf } from '../scenario/support.ts'

const TOP = ['name', 'about', 'requires', 'target', 'traffic', 'restart', 'timing', 'sla', 'expect']
const word = fc.stringMatching(/^[a-z]{0,8}$/)

/** One slip of the finger: a letter too much, too few, or another one. */
const slip = fc
  .tuple(
    fc.constantFrom(...TOP),
    fc.nat(),
    fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'.split('')),
    fc.constantFrom(0, 1, 2),
  )
  .map(([key, at, letter, kind]) => {
    const i = at % key.length
    const cut = kind === 0 ? 0 : 1
    return { key, slipped: key.slice(0, i) + (kind === 1 ? '' : letter) + key.slice(i + cut) }
  })
  .filter(({ slipped }) => !TOP.includes(slipped))

describe('edit distance', () => {
  test.each([
    ['', '', 0],
    ['rate', 'rte', 1],
    ['kitten', 'sitting', 3],
    ['abc', '', 3],
    ['flaw', 'lawn', 2],
  ])('%s to %s', (a, b, distance) => expect(editDistance(a, b)).toBe(distance))

  test('is a metric', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c))
        expect(editDistance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
      }),
    )
  })
})

test('nothing is suggested where nothing is near', () => {
  expect(findNearest('banana', TOP)).toBeUndefined()
  expect(findNearest('x', ['to', 'name'])).toBeUndefined()
  expect(findNearest('RATE', ['rate'])).toBe('rate')
})

test('an unknown key yields the nearest one, whatever the slip', () => {
  fc.assert(
    fc.property(slip, ({ slipped }) => {
      const [problem] = problemsOf(() => load(minimal(`"${slipped}": 1\n`)))
      const meant = /"(.*)"/.exec(problem?.hint ?? '')?.[1] ?? ''
      expect(problem).toMatchObject({ path: slipped, line: 4, column: 1, found: 'unknown key' })
      expect(editDistance(slipped, meant)).toBe(Math.min(...TOP.map((key) => editDistance(slipped, key))))
    }),
    { numRuns: 60 },
  )
})
