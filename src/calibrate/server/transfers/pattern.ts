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

/** An upload as the server sees it. */
export interface UploadReader {
  readonly length: number
  received: number
  /** Offset of the first byte that was not of the pattern. */
  wrong: number | undefined
  take(chunk: Buffer): void
}

/** Holds each byte of an upload against the self-describing pattern; see docs/explain/transfers.md. */
export function createUploadReader(length: number): UploadReader {
  return {
    length,
    received: 0,
    wrong: undefined,
    take(chunk) {
      for (const byte of chunk) {
        if (byte !== byteAt(this.received)) this.wrong ??= this.received
        this.received += 1
      }
    },
  }
}

function byteAt(offset: number): number {
  const line = String(offset - (offset % 16)).padStart(15, '0')
  return `${line}\n`.charCodeAt(offset % 16)
}
