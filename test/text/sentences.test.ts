import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { duration, listed, many, percent } from '../../src/text/sentences.ts'

test.each([
  [1, '100 %'],
  [0, '0 %'],
  [0.9999, '99.99 %'],
  [0.95, '95 %'],
  [0.5, '50 %'],
  [0.00012, '0.012 %'],
])('%d is %s', (share, text) => {
  expect(percent(share)).toBe(text)
})

test('no share below 1 is said to be 100 %, and none is said to be more than it is', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
      const said = Number(percent(share).replace(' %', ''))
      expect(said === 100).toBe(share === 1)
      expect(said).toBeLessThanOrEqual(share * 100 + 1e-9)
    }),
  )
})

test('counts, times and lists', () => {
  expect([many(1, 'request'), many(1200, 'request')]).toEqual(['1 request', '1,200 requests'])
  expect([duration(0.25), duration(212.4), duration(1500), duration(12_345)]).toEqual([
    '0.3 ms',
    '212 ms',
    '1,500 ms',
    '12.3 s',
  ])
  expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c'])
})
