import { Malformed } from './malformed.ts'

/**
 * RFC 9112 §7.1: the size in hex, then perhaps extensions, which are passed over (§7.1.1). White space around them is bad, but read
 * (RFC 9110 §5.6.3).
 */
const CHUNK_HEAD = /^([0-9a-f]+)[ \t\r]*(?:;|$)/i

/** What no 64-bit client can count is not waited for. */
export const MAX_LENGTH = 2 ** 63

/**
 * The size that the line before a chunk tells, in bytes; 0 for the last one.
 *
 * @throws Malformed
 */
export function readChunkHead(line: string): number {
  const size = Number.parseInt(CHUNK_HEAD.exec(line)?.[1] ?? '', 16)
  if (size <= MAX_LENGTH) return size
  throw new Malformed('HPE_INVALID_CHUNK_SIZE', 'the size of a chunk, in hex', line)
}
