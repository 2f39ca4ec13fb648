/** Wire types of protocol buffers: https://protobuf.dev/programming-guides/encoding/ */
const VARINT = 0
const I64 = 1
const LEN = 2
const I32 = 5

/**
 * A whole number out of a serialised message of protocol buffers, by the number of its field; undefined where it has none. Of several
 * the last one counts, as for every reader.
 */
export function readField(message: Buffer, field: number): number | undefined {
  const reader = { message, at: 0 }
  let found: number | undefined
  while (reader.at < message.length) {
    const tag = readVarint(reader)
    if (tag === undefined) return undefined
    const value = readValue(reader, tag & 7)
    if (value === undefined) return undefined
    if (tag >>> 3 === field && (tag & 7) === VARINT) found = value
  }
  return found
}

interface Reader {
  message: Buffer
  at: number
}

/** The value of a varint, of anything else only its length; undefined where it is not whole, or of an unknown type. */
function readValue(reader: Reader, type: number): number | undefined {
  if (type === VARINT) return readVarint(reader)
  const length = type === I64 ? 8 : type === I32 ? 4 : type === LEN ? readVarint(reader) : undefined
  if (length === undefined || reader.at + length > reader.message.length) return undefined
  reader.at += length
  return length
}

function readVarint(reader: Reader): number | undefined {
  let value = 0
  for (let place = 1; reader.at < reader.message.length; place *= 128) {
    const byte = reader.message[reader.at++] ?? 0
    value += (byte & 0x7f) * place
    if (byte < 0x80) return value
  }
  return undefined
}
