import { MAX_LENGTH } from './chunk-head.ts'
import { elementsOf, type Fields, is, join } from './fields.ts'
import { Malformed } from './malformed.ts'

/** How a body ends: after a number of bytes, with its last chunk, or with its connection. */
export type BodyLength = number | 'chunked' | 'until-end'

/** What the fields of a head say of its framing and its connection; each joined, where there are several of it. */
export interface FramingFields {
  codings: string | undefined
  lengths: string | undefined
  connection: string | undefined
}

/** In one pass over the fields: a head is read tens of thousands of times a second. */
export function findFramingFields(fields: Fields): FramingFields {
  const found: FramingFields = { codings: undefined, lengths: undefined, connection: undefined }
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] ?? ''
    const value = fields[i + 1] ?? ''
    if (is(name, 'content-length')) found.lengths = join(found.lengths, value)
    else if (is(name, 'connection')) found.connection = join(found.connection, value)
    else if (is(name, 'transfer-encoding')) found.codings = join(found.codings, value)
  }
  return found
}

/**
 * How long the body of a final response is (RFC 9112 §6.3).
 *
 * @param head the request was HEAD
 * @throws Malformed
 */
export function frameBody(status: number, { codings, lengths }: FramingFields, head: boolean): BodyLength {
  // Rule 1: whatever the fields say.
  if (head || status === 204 || status === 304) return 0
  // Rule 3: a length beside it is overridden.
  if (codings !== undefined) return lengthByCoding(codings)
  return lengths === undefined ? 'until-end' : readLength(lengths)
}

/** RFC 9112 §9.3, of a response to a request that did not say `close`; an option is a whole word. */
export function persists(version: number, { codings, connection }: FramingFields): boolean {
  if (connection === undefined) return version >= 1.1
  const options = elementsOf(connection.toLowerCase())
  if (options.includes('close')) return false
  if (version >= 1.1) return true
  // §6.1: HTTP/1.0 knows no codings, so that the end of such a response is unknown.
  return version === 1 && options.includes('keep-alive') && codings === undefined
}

/** Rule 4: only where `chunked` is the last coding is the end known. It has no parameters (§7.1). */
function lengthByCoding(codings: string): BodyLength {
  const last = elementsOf(codings.toLowerCase()).at(-1) ?? ''
  if (last === 'chunked') return 'chunked'
  if (!/^chunked[ \t]*;/.test(last)) return 'until-end'
  throw new Malformed('HPE_INVALID_TRANSFER_ENCODING', 'the coding "chunked" without parameters', codings)
}

/** Rule 5: one number, or the same one several times. */
function readLength(lengths: string): number {
  const [first, ...others] = elementsOf(lengths).map(parseLength)
  if (first === undefined || !(first <= MAX_LENGTH) || others.some(Number.isNaN))
    throw new Malformed('HPE_INVALID_CONTENT_LENGTH', 'Content-Length to be a number of bytes', lengths)
  if (others.every((other) => other === first)) return first
  throw new Malformed('HPE_UNEXPECTED_CONTENT_LENGTH', 'one Content-Length', lengths)
}

function parseLength(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}
