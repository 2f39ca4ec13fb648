import { describe, expect, test } from 'vitest'
import { describeProblems, load, minimal } from '../../../scenario/support.ts'

describe('an upload', () => {
  test('must be able to end before its timeout', () => {
    const text = minimal('traffic: { upload: [{ over: 2s, timeout: 3s }, { name: long, over: 3s, timeout: 3s }] }\n')
    expect(describeProblems(() => load(text))).toEqual([
      '4:48  traffic.upload[1]: found a timeout of 3000 ms for an upload over 3000 ms; expected a timeout longer than the upload; raise timeout, or shorten over',
    ])
  })
})
