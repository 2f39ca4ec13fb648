import { expect, test } from 'vitest'
import { readSockets } from '../../src/linux/sockstat.ts'

test('the sockets of both families are counted, with those in TIME_WAIT', () => {
  const files: Record<string, string> = {
    sockstat: 'sockets: used 20160\nTCP: inuse 108 orphan 7 tw 3013 alloc 20113 mem 5776\nUDP: inuse 9 mem 0\n',
    sockstat6: 'TCP6: inuse 20\nUDP6: inuse 3\n',
  }
  expect(readSockets((file) => files[file] ?? '')).toEqual({ sockets: 108 + 20 + 3013, timeWait: 3013 })
  expect(readSockets((file) => (file === 'sockstat' ? (files[file] ?? '') : ''))?.sockets).toBe(108 + 3013)
  expect(readSockets(() => '')).toBeUndefined()
})
