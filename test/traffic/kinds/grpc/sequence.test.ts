import { array, assert, bigInt, oneof, property, record, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readField } from '../../../../src/traffic/kinds/grpc/sequence.ts'

/** Examples of https://protobuf.dev/programming-guides/encoding/, and others made with protoc. */
describe('a field of a serialised message', () => {
  test.each([
    ['the first', '089601', 1, 150],
    ['one behind a string', '12077465737469 6e67 1803', 3, 3],
    ['one behind fixed numbers', '09000000000000f03f 1500000040 1807', 3, 7],
    ['the last of several', '080108020803', 1, 3],
    ['a large one', '08ffffffffffffff0f', 1, 2 ** 53 - 1],
    ['one with a large number', '80ffffff0f2a', 536_870_896, 42],
    ['one that is no whole number', '0a0131', 1, undefined],
    ['one that is not there', '089601', 2, undefined],
    ['one of an empty message', '', 1, undefined],
    ['one that is not whole', '0896', 1, undefined],
    ['a message that is cut', '1207746573', 3, undefined],
    ['what is no message', 'ffffffff', 1, undefined],
  ])('%s', (_, hex, field, value) => {
    expect(readField(Buffer.from(hex.replaceAll(' ', ''), 'hex'), field)).toBe(value)
  })

  test('is found among others as it was written', () => {
    const varint = record({ field: bigInt(1n, 5n), value: bigInt(0n, 2n ** 53n - 1n) })
    const bytes = record({ field: bigInt(1n, 5n), bytes: uint8Array({ maxLength: 200 }) })
    assert(
      property(array(oneof(varint, bytes)), (fields) => {
        const message = Buffer.concat(fields.map((field) => encode(field)))
        const expected = fields.findLast((one) => one.field === 3n && 'value' in one)
        const value = expected !== undefined && 'value' in expected ? Number(expected.value) : undefined
        expect(readField(message, 3)).toBe(value)
      }),
    )
  })
})

function encode(one: { field: bigint; value: bigint } | { field: bigint; bytes: Uint8Array }): Buffer {
  if ('value' in one) return Buffer.concat([varintOf(one.field * 8n), varintOf(one.value)])
  return Buffer.concat([varintOf(one.field * 8n + 2n), varintOf(BigInt(one.bytes.length)), one.bytes])
}

function varintOf(n: bigint): Buffer {
  return n < 128n
    ? Buffer.from([Number(n)])
    : Buffer.concat([Buffer.from([Number(n % 128n) + 128]), varintOf(n / 128n)])
}
