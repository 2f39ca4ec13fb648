import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { canDecode, decodeContent, UNPACKED_BYTES } from '../../src/net/content-coding.ts'

const PLAIN = Buffer.from('<html>hello, gen=2</html>')

test.each([
  ['gzip', gzipSync(PLAIN)],
  ['x-gzip', gzipSync(PLAIN)],
  ['deflate', deflateSync(PLAIN)],
  ['deflate', deflateRawSync(PLAIN)],
  ['BR', brotliCompressSync(PLAIN)],
  ['identity', PLAIN],
  ['gzip, br', brotliCompressSync(gzipSync(PLAIN))],
])('%s is taken off', (coding, body) => {
  expect(decodeContent(body, coding).bytes).toEqual(PLAIN)
})

test.each([
  ['gzip', gzipSync('x'.repeat(100_000) + Math.PI)],
  ['deflate', deflateSync('x'.repeat(100_000) + Math.PI)],
])('of a beginning in %s there is what it gives, and of a whole body it is wrong', (coding, body) => {
  const half = body.subarray(0, body.length - 10)
  expect(decodeContent(half, coding, true).bytes?.toString()).toMatch(/^x{1000}/)
  expect(decodeContent(half, coding).fault).toMatchObject({ outcome: 'invalid', code: 'CONTENT_ENCODING' })
})

test('a body that is in another coding than it says is invalid', () => {
  expect(decodeContent(PLAIN, 'gzip').fault).toEqual({
    outcome: 'invalid',
    phase: 'body',
    code: 'CONTENT_ENCODING',
    detail: 'expected a body in the coding of its Content-Encoding: gzip, got another (incorrect header check)',
  })
})

test('what this side cannot decode is no fault of the target', () => {
  expect(decodeContent(PLAIN, 'compress').fault).toMatchObject({ outcome: 'local', code: 'UNDECODABLE' })
  expect(canDecode('compress')).toBe(false)
})

test('no more than a limit is unpacked', () => {
  const bomb = gzipSync(Buffer.alloc(UNPACKED_BYTES + 1))
  expect(bomb.length).toBeLessThan(100_000)
  expect(decodeContent(bomb, 'gzip').fault).toMatchObject({
    outcome: 'local',
    detail: expect.stringContaining('longer than 33554432 bytes'),
  })
})
