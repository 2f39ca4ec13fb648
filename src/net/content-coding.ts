import * as zlib from 'node:zlib'
import type { FailureFacts } from '../model/attempt.ts'
import { elementsOf } from './http1/fields.ts'

/** More than this is not unpacked: a body of a few KiB can stand for gigabytes. */
export const UNPACKED_BYTES = 33_554_432

type Decode = (bytes: Buffer, options: zlib.ZlibOptions) => Buffer

// Node 22.15 and later.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- not in the types of older ones
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: Decode }

/** The content codings of RFC 9110 §8.4.1, RFC 7932 and RFC 8878, as far as this Node has them. */
const DECODERS: Readonly<Record<string, Decode>> = {
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  deflate: inflate,
  br: (bytes, { maxOutputLength, finishFlush }) =>
    zlib.brotliDecompressSync(bytes, {
      ...(maxOutputLength !== undefined && { maxOutputLength }),
      ...(finishFlush !== undefined && { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH }),
    }),
  ...(zstdDecompressSync && { zstd: (bytes, { maxOutputLength }) => zstdDecompressSync(bytes, { maxOutputLength }) }),
}

/** RFC 9110 §8.4.1.2: with the head of zlib. Some servers leave that away. */
function inflate(bytes: Buffer, options: zlib.ZlibOptions): Buffer {
  const head = bytes.length > 1 ? bytes.readUInt16BE(0) : 0
  const hasHead = ((head >> 8) & 0x0f) === 8 && head % 31 === 0
  return hasHead ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options)
}

export function canDecode(coding: string): boolean {
  return coding === 'identity' || DECODERS[coding] !== undefined
}

/** The codings that this Node decodes. */
export function listDecoders(): string[] {
  return Object.keys(DECODERS).filter((coding) => coding !== 'x-gzip')
}

export type Decoded = { bytes: Buffer; fault?: never } | { bytes?: never; fault: FailureFacts }

/**
 * Takes a body's content codings off, the last one first.
 *
 * @param codings the value of Content-Encoding
 * @param partial only the beginning of the body is there, and as much as that gives is wanted
 */
export function decodeContent(body: Buffer, codings: string, partial = false): Decoded {
  let bytes = body
  for (const coding of elementsOf(codings.toLowerCase()).toReversed()) {
    if (coding === 'identity' || bytes.length === 0) continue
    const decode = DECODERS[coding]
    if (decode === undefined) return { fault: describeUnknown(coding) }
    try {
      const flush = partial && { finishFlush: zlib.constants.Z_SYNC_FLUSH }
      bytes = decode(bytes, { maxOutputLength: UNPACKED_BYTES, ...flush })
    } catch (error) {
      return { fault: describeError(coding, error) }
    }
  }
  return { bytes }
}

/** It cannot be known what the body says: no fault of the target's. */
function describeUnknown(coding: string): FailureFacts {
  const detail = `the answer has Content-Encoding: ${coding}, which this Node cannot decode; ask for ${listDecoders().join(', ')} in Accept-Encoding`
  return { outcome: 'local', phase: 'body', code: 'UNDECODABLE', detail }
}

function describeError(coding: string, error: unknown): FailureFacts {
  const { code, message }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error))
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    const detail = `the answer, with Content-Encoding: ${coding}, is longer than ${UNPACKED_BYTES} bytes, more than hitless unpacks`
    return { outcome: 'local', phase: 'body', code: 'UNDECODABLE', detail }
  }
  const detail = `expected a body in the coding of its Content-Encoding: ${coding}, got another (${message})`
  return { outcome: 'invalid', phase: 'body', code: 'CONTENT_ENCODING', detail }
}
