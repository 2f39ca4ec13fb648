import { describe, expect, test } from 'vitest'
import { patternOf } from '../../../src/calibrate/server/transfers/pattern.ts'
import { fillContent, findMismatch } from '../../../src/traffic/transfer/content.ts'

const WHOLE = patternOf(200_000)

describe('the pattern', () => {
  test('is the same wherever reading begins', () => {
    expect(fillContent(0, 32).toString()).toBe('000000000000000\n000000000000016\n')
    for (const [offset, length] of [
      [0, 200_000],
      [1, 15],
      [7, 3],
      [99_999, 16],
      [160, 0],
    ] as const) {
      expect(fillContent(offset, length).equals(WHOLE.subarray(offset, offset + length))).toBe(true)
    }
  })

  test('says where and how a part differs from it', () => {
    expect(findMismatch(99, WHOLE.subarray(99, 5_000))).toBeUndefined()
    const part = Buffer.from(WHOLE.subarray(99, 5_000))
    part[1_000] = 'X'.charCodeAt(0)
    expect(findMismatch(99, part)).toMatchObject({
      offset: 1_099,
      expected: '1088\n00000000000',
      found: 'X088\n00000000000',
    })
    expect(findMismatch(16, WHOLE.subarray(0, 16))).toMatchObject({ offset: 29 })
  })
})
