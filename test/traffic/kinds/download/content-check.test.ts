import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { patternOf } from '../../../../src/calibrate/server/transfers/pattern.ts'
import { BLOCK_BYTES } from '../../../../src/traffic/kinds/download/body-blocks.ts'
import { createContents, type Resource } from '../../../../src/traffic/kinds/download/content-check.ts'
import { createDoubts } from '../../../../src/traffic/kinds/download/doubts.ts'

const WHOLE = patternOf(200_000)
const FILE = { path: '/file', version: '"1"', strong: true }

/** Feeds a body in uneven parts. */
function feed(open: ReturnType<typeof createContents>, body: Buffer, resource: Resource = FILE) {
  const check = open(resource)
  for (let at = 0, size = 1; at < body.length; at += size, size = (size * 7) % 9_973)
    check.take(body.subarray(at, at + size))
  return check.finish()
}

function noise(bytes: number): Buffer {
  const parts = Array.from({ length: Math.ceil(bytes / 32) }, (_, i) => createHash('sha256').update(`${i}`).digest())
  return Buffer.concat(parts).subarray(0, bytes)
}

describe('the check of bodies', () => {
  test('holds one that describes itself against the pattern, the first one too', () => {
    const open = createContents(createDoubts(() => 0, { unsteady() {}, changed() {} }))
    const wrong = Buffer.from(WHOLE)
    wrong[70_000] = 0
    expect(feed(open, wrong)).toBe(
      'at byte 70000 of the body expected "000000000070000\\n", found "\\u000000000000070000\\n"',
    )
    expect(feed(open, WHOLE)).toBeUndefined()
    expect(feed(open, WHOLE.subarray(0, 100_000))).toMatch(/^expected 200000 bytes as in the first .* found 100000$/)
    // It has been known to describe itself, and does not any more.
    expect(feed(open, noise(200_000))).toMatch(/^at byte 0 of the body expected "000000000000000/)
  })

  test('holds any other against the first complete one of its path', () => {
    const open = createContents(createDoubts(() => 0, { unsteady() {}, changed() {} }))
    const body = noise(200_000)
    expect(feed(open, body)).toBeUndefined()
    expect(feed(open, body)).toBeUndefined()
    const wrong = Buffer.from(body)
    wrong[BLOCK_BYTES + 5] = (wrong[BLOCK_BYTES + 5] ?? 0) ^ 1
    expect(feed(open, wrong)).toMatch(/^bytes 65536 to 131071 of the body differ from the first complete download/)
    expect(feed(open, wrong, { ...FILE, path: '/other' })).toBeUndefined()
    expect(feed(open, body.subarray(0, 199_999))).toMatch(/^expected 200000 bytes .* found 199999$/)
    expect(feed(open, Buffer.concat([body, Buffer.alloc(1)]))).toMatch(/^expected 200000 bytes .* found 200001$/)
    expect(feed(open, Buffer.alloc(0))).toMatch(/^expected 200000 bytes .* found 0$/)
  })

  test('takes no new version for a corrupt one, and remembers the old', () => {
    const open = createContents(createDoubts(() => 0, { unsteady() {}, changed() {} }))
    const [one, two] = [noise(1_000), noise(2_000)]
    expect(feed(open, one, { ...FILE, version: '"1"' })).toBeUndefined()
    expect(feed(open, two, { ...FILE, version: '"2"' })).toBeUndefined()
    expect(feed(open, one, { ...FILE, version: '"1"' })).toBeUndefined()
    expect(feed(open, one, { ...FILE, version: '"2"' })).toMatch(/^expected 2000 bytes/)
  })

  test('compares what a compressed body says, and not how it is compressed', () => {
    const open = createContents(createDoubts(() => 0, { unsteady() {}, changed() {} }))
    const body = noise(200_000)
    const coded = { ...FILE, coding: 'gzip' }
    expect(feed(open, gzipSync(body, { level: 1 }), coded)).toBeUndefined()
    expect(feed(open, gzipSync(body, { level: 9 }), coded)).toBeUndefined()
    expect(feed(open, body)).toBeUndefined()
    expect(feed(open, gzipSync(body.subarray(1)), coded)).toMatch(/^bytes 0 to 65535|^expected 200000 bytes/)
    expect(feed(open, body, coded)).toMatch(/^expected a body in the coding of its Content-Encoding: gzip/)
    expect(feed(open, body, { ...FILE, coding: 'compress' })).toBeUndefined()
  })
})
