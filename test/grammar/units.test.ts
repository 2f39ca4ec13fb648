import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { statuses } from '../../src/grammar/http.ts'
import { duration, positiveDuration, ratePerSecond, share } from '../../src/grammar/units.ts'

const decimal = fc.oneof(
  fc.nat({ max: 9_999 }).map(String),
  fc.tuple(fc.nat({ max: 999 }), fc.nat({ max: 999 })).map(([whole, rest]) => `${whole}.${rest}`),
)

describe('durations', () => {
  const PER_UNIT = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

  test('are milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 596 }), fc.constantFrom('ms', 's', 'm', 'h'), (number, unit) => {
        expect(duration.read(`${number}${unit}`)).toEqual({ value: number * PER_UNIT[unit] })
      }),
    )
  })

  test.each([
    ['1.5s', 1500],
    ['0.25ms', 0.25],
    ['0s', 0],
    ['596h', 2_145_600_000],
  ])('%s', (text, value) => expect(duration.read(text)).toEqual({ value }))

  test('without a unit are refused with the likeliest one', () => {
    fc.assert(
      fc.property(decimal, (number) => {
        expect(duration.read(number)).toMatchObject({ hint: `did you mean ${number}s?` })
      }),
    )
  })

  test('that are anything else are refused', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\d+(\.\d+)?(ms|s|m|h)$/.test(text))
        expect(duration.read(text)).not.toHaveProperty('value')
      }),
    )
  })

  test.each([
    '',
    ' ',
    '10 s',
    '10S',
    '-1s',
    '+1s',
    '1e3s',
    '1_000s',
    '.5s',
    '5.s',
    '1m30s',
    'Infinitys',
    '597h',
    '٣s',
    '10s\n',
  ])('%j is refused', (text) => expect(duration.read(text)).not.toHaveProperty('value'))

  test.each([
    ['10 s', '10s'],
    ['10sec', '10s'],
    ['2 Minutes', '2m'],
    ['5 hrs', '5h'],
    ['250 msec', '250ms'],
  ])('%s: did you mean %s?', (text, meant) => expect(duration.read(text)).toEqual({ hint: `did you mean ${meant}?` }))

  test('above zero where they are limits', () => {
    expect(positiveDuration.read('0ms')).not.toHaveProperty('value')
    expect(positiveDuration.read('1ms')).toEqual({ value: 1 })
  })
})

describe('rates', () => {
  test('are per second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom('s', 'm', 'h'), (number, unit) => {
        const seconds = { s: 1, m: 60, h: 3600 }[unit] ?? Number.NaN
        expect(ratePerSecond.read(`${number}/${unit}`)).toEqual({ value: number / seconds })
      }),
    )
  })

  test.each(['0/s', '0.0/m', '5', '5/d', '/s', '5/ s', '-5/s', '5s', '1/1s'])('%s is refused', (text) =>
    expect(ratePerSecond.read(text)).not.toHaveProperty('value'),
  )

  test.each([
    ['5', '5/s'],
    ['5 /s', '5/s'],
    ['5 rps', '5/s'],
    ['5/min', '5/m'],
    ['5 req/s', '5/s'],
  ])('%s: did you mean %s?', (text, meant) =>
    expect(ratePerSecond.read(text)).toMatchObject({ hint: `did you mean ${meant}?` }),
  )
})

describe('shares', () => {
  test('as percentages are the nearest number to what was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (thousandths) => {
        const percent = (thousandths / 1_000).toFixed(3)
        expect(share.read(`${percent}%`)).toEqual({ value: Number((thousandths / 100_000).toFixed(5)) })
      }),
    )
  })

  test.each([
    ['99.99%', 0.9999],
    ['99.999%', 0.99999],
    ['0.9999', 0.9999],
    ['.5', 0.5],
    ['100%', 1],
    ['1', 1],
    ['0%', 0],
  ])('%s', (text, value) => expect(share.read(text)).toEqual({ value }))

  test.each(['120%', '100.001%', '-1%', '99.9', '100', '5000', '%', '', 'all', '99,9%', '0.5 %'])(
    '%j is refused',
    (text) => expect(share.read(text)).not.toHaveProperty('value'),
  )

  test('without the sign are taken for percentages', () => {
    expect(share.read('99.9')).toMatchObject({ hint: 'did you mean 99.9%?' })
    expect(share.read('101')).not.toHaveProperty('hint')
  })
})

describe('statuses', () => {
  const schema = statuses('x')

  test('are ranges', () => {
    expect(schema.parse('204')).toEqual([{ from: 204, to: 204 }])
    expect(schema.parse('2xx')).toEqual([{ from: 200, to: 299 }])
    expect(schema.parse(['200', '301', '4xx'])).toEqual([
      { from: 200, to: 200 },
      { from: 301, to: 301 },
      { from: 400, to: 499 },
    ])
  })

  test.each(['0', '99', '600', '20x', '6xx', '2xxx', '200.0', '-200', ''])('%j is refused', (text) =>
    expect(schema.safeParse(text).success).toBe(false),
  )
})
