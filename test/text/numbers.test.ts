import { assert, integer, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clean, displayWidth, fit, wrap } from '../../src/text/clean.ts'
import { countOf, formatDuration, formatShare } from '../../src/text/numbers.ts'

describe('numbers for people', () => {
  test.each([
    [1, '100%'],
    [0, '0%'],
    [0.9999, '99.99%'],
    [0.999, '99.9%'],
    [0.95, '95%'],
    [0.999967, '99.9967%'],
    // Rounded to nearest, these would read 99.99% and 100%.
    [0.9998999, '99.989%'],
    [0.999999999, '99.9999999%'],
    [1 / 3, '33.33%'],
    [0.58097, '58.09%'],
  ])('share %d is %s', (share, text) => {
    expect(formatShare(share)).toBe(text)
  })

  test('a share never reads more than it is, and never 100% with a failure', () => {
    assert(
      property(integer({ min: 1, max: 2 ** 40 }), integer({ min: 1, max: 2 ** 40 }), (a, b) => {
        const [failures, attempts] = [Math.min(a, b), Math.max(a, b)]
        const share = (attempts - failures) / attempts
        const text = formatShare(share)
        expect(text).not.toBe('100%')
        expect(Number.parseFloat(text) / 100).toBeLessThanOrEqual(share + 1e-15)
      }),
    )
  })

  test.each([
    [0, '0 ms'],
    [0.04, '0 ms'],
    [0.44, '0.4 ms'],
    [9.96, '10 ms'],
    [340.2, '340 ms'],
    [999.6, '1 s'],
    [1250, '1.25 s'],
    [59_994, '59.99 s'],
    [59_996, '1 min'],
    [125_000, '2 min 5 s'],
    [3_780_000, '1 h 3 min'],
    [3_599_700, '1 h 0 min'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  test('nouns agree', () => {
    expect([0, 1, 12_345].map((count) => countOf(count, 'request'))).toEqual([
      '0 requests',
      '1 request',
      '12,345 requests',
    ])
  })
})

describe('text from a target', () => {
  test('shows what is invisible, and cuts what is endless', () => {
    expect(clean('a\nb\t\u001b[0m\u202e\u200b\ufeff\u{e0001}\ud800')).toBe(
      'a\\nb\\t\\x1b[0m\\u202e\\u200b\\ufeff\\u{e0001}\\ud800',
    )
    expect(clean('x'.repeat(10_240), 5)).toBe('xxxxx… (10,240 characters)')
    expect(clean('é ü 日本 ✓', 20)).toBe('é ü 日本 ✓')
  })

  test('is measured in columns', () => {
    expect(['abc', '日本', 'e\u0301', '✓', '🚀'].map(displayWidth)).toEqual([3, 4, 1, 1, 2])
    expect(fit('日本語', 5)).toBe('日本…')
    expect(fit('abc', 0)).toBe('')
  })

  test('wraps without losing a character, whatever it is', () => {
    assert(
      property(string({ unit: 'grapheme', maxLength: 200 }), integer({ min: 2, max: 40 }), (raw, width) => {
        const text = clean(raw)
        const lines = wrap(text, width)
        expect(lines.filter((line) => displayWidth(line) > width)).toEqual([])
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      }),
    )
  })
})
