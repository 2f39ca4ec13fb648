/**
 * A body that describes itself: each line of 16 bytes is its own offset, 15 decimal digits and a line feed. A reader of a
 * part of it can tell which part it is.
 */
export const LINE_BYTES = 16

/** The bytes of the pattern from `offset` on, `length` of them. */
export function fillContent(offset: number, length: number): Buffer {
  const first = Math.floor(offset / LINE_BYTES)
  const last = Math.ceil((offset + length) / LINE_BYTES)
  let text = ''
  for (let line = first; line < last; line += 1) text += lineAt(line * LINE_BYTES)
  const skipped = offset - first * LINE_BYTES
  return Buffer.from(text, 'latin1').subarray(skipped, skipped + length)
}

/** The line that begins at `offset`, a multiple of 16. */
export function lineAt(offset: number): string {
  return `${String(offset).padStart(LINE_BYTES - 1, '0')}\n`
}

/** Whether a body that begins with `start` claims to follow the pattern. */
export function describesItself(start: Buffer): boolean {
  return start.toString('latin1', 0, LINE_BYTES) === lineAt(0)
}

export interface Mismatch {
  /** Of the first wrong byte, in the whole body. */
  offset: number
  /** Up to a line of what should have come from there on, and of what came. */
  expected: string
  found: string
}

/** The first byte of `chunk` that is not what the pattern has there; `offset` is where the chunk begins. */
export function findMismatch(offset: number, chunk: Buffer): Mismatch | undefined {
  const expected = fillContent(offset, chunk.length)
  if (expected.equals(chunk)) return undefined
  const at = chunk.findIndex((byte, i) => byte !== expected[i])
  const show = (bytes: Buffer) => bytes.toString('latin1', at, at + LINE_BYTES)
  return { offset: offset + at, expected: show(expected), found: show(chunk) }
}
