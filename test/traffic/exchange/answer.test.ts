import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ExpectSpec, GenerationSpec } from '../../../src/model/scenario.ts'
import { readAnswer } from '../../../src/traffic/exchange/answer.ts'

const BY_BODY: GenerationSpec = { by: 'body', pattern: String.raw`gen=(\d+)` }
const OTHER: GenerationSpec = { by: 'process' }
const hello: ExpectSpec = { status: [{ from: 200, to: 299 }], body: { contains: 'hello' } }
const any: ExpectSpec = { status: [{ from: 200, to: 299 }] }

test('a compressed body is checked, and names its generation, as it reads', () => {
  const body = gzipSync('<html>hello, gen=2</html>')
  const parts = [body.subarray(0, 5), body.subarray(5)]
  expect(readAnswer(BY_BODY, hello, 200, { parts, coding: 'gzip' })).toEqual({
    facts: { outcome: 'ok', phase: 'body' },
    generation: '2',
  })
  const other = { parts: [brotliCompressSync('gen=3')], coding: 'br' }
  expect(readAnswer(BY_BODY, hello, 200, other)).toMatchObject({
    facts: { outcome: 'invalid', code: 'BODY_MISMATCH', detail: 'expected a body that contains "hello", got "gen=3"' },
    generation: '3',
  })
})

test('a body that cannot be decoded matters where its text does', () => {
  const unknown = { parts: [Buffer.from('x')], coding: 'compress' }
  const broken = { parts: [Buffer.from('x')], coding: 'gzip' }
  const outcome = (rule: GenerationSpec, expected: ExpectSpec, kept: typeof broken, status = 200) =>
    readAnswer(rule, expected, status, kept).facts.outcome
  expect(outcome(OTHER, hello, unknown)).toBe('local')
  expect(outcome(BY_BODY, any, unknown)).toBe('local')
  expect(outcome(OTHER, hello, broken)).toBe('invalid')
  expect(outcome(BY_BODY, any, broken)).toBe('ok')
  expect(outcome(OTHER, hello, broken, 503)).toBe('status')
})
