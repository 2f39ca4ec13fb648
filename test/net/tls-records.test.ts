import { expect, test } from 'vitest'
import { TlsRecords } from '../../src/net/tls-records.ts'

/** Bytes beside the content of a record of TLS 1.3. */
const OVERHEAD = 22

/** Each read is of records: contents of so many bytes, `alert`, or a `ticket`. */
function readAll(reads: readonly (readonly (number | 'alert' | 'ticket')[])[], lost = 0): string {
  const tcp = { bytesRead: 1_800 }
  const records = new TlsRecords(tcp, OVERHEAD)
  for (const read of reads) {
    tcp.bytesRead += read.reduce<number>((sum, one) => sum + sizeOf(one), 0)
    for (const one of read) {
      if (one === 'ticket') records.tookTicket()
      else if (one !== 'alert') records.took(one)
    }
  }
  tcp.bytesRead += lost
  return records.describeEnd()
}

function sizeOf(one: number | 'alert' | 'ticket'): number {
  return one === 'alert' ? OVERHEAD + 2 : one === 'ticket' ? 255 : OVERHEAD + one
}

test.each([
  ['an alert by itself', [['ticket', 'ticket'], [19], [5, 10], ['alert']], 'notified'],
  ['an alert with the last content', [['ticket'], [19, 5], [10, 'alert']], 'notified'],
  ['no alert', [['ticket', 'ticket'], [19], [5, 10]], 'bare'],
  ['no alert, without tickets', [[19]], 'bare'],
  ['content that came with tickets', [['ticket', 19]], 'unknown'],
  ['the same, and an alert afterwards', [['ticket', 19], ['alert']], 'notified'],
] as const)('%s', (_, reads, end) => {
  expect(readAll(reads)).toBe(end)
})

test('half a record is no alert', () => {
  expect(readAll([['ticket'], [19]], 15)).toBe('bare')
})

test('where reads do not end with a record, or the cipher pads, nothing is known', () => {
  const tcp = { bytesRead: 0 }
  const records = new TlsRecords(tcp, OVERHEAD)
  for (const [read, content] of [
    [50, 19],
    [13, 10],
    [OVERHEAD + 5, 5],
  ] as const) {
    tcp.bytesRead += read
    records.took(content)
  }
  expect(records.describeEnd()).toBe('unknown')
  expect(new TlsRecords({ bytesRead: 9 }, 0).describeEnd()).toBe('unknown')
})
