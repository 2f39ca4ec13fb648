/** The body that describes itself (docs/explain/transfers.md). Written independently of src/traffic/transfer/content.ts, so that the two check each other. */
export function patternOf(bytes: number): Buffer {
  const content = Buffer.alloc(bytes)
  for (let i = 0; i < bytes; i += 1) {
    const line = i - (i % 16)
    content[i] = i % 16 === 15 ? 10 : 48 + (Math.floor(line / 10 ** (14 - (i % 16))) % 10)
  }
  return content
}

/** A copy of which one byte is not of the pattern. */
export function withWrongByte(content: Buffer, at: number): Buffer {
  const wrong = Buffer.from(content)
  wrong[at] = 88
  return wrong
}
