import { expect, test } from 'vitest'
import { listed, sentence } from '../../src/text/sentences.ts'

test('lists', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c'])
  expect([listed(['a', 'b'], 'or'), listed(['a', 'b', 'c'], 'or')]).toEqual(['a or b', 'a, b or c'])
})

test('a clause becomes a sentence', () => {
  expect([sentence('nothing was lost'), sentence('nothing was lost.')]).toEqual([
    'Nothing was lost.',
    'Nothing was lost.',
  ])
})
