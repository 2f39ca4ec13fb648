import { expect, test } from 'vitest'
import { findComplaints } from '../../src/restart/restart.ts'

test.each([
  'nginx: [emerg] unknown directive "broken" in /etc/nginx.conf:31',
  '[notice] 12#12: the changing binary signal is ignored: you should shutdown or terminate before',
  'Error: listen EADDRINUSE: address already in use 127.0.0.1:3000',
  "[ALERT] (12) : Parsing [h.cfg:3]: unknown keyword 'brokn'",
  'panic: runtime error: index out of range',
  'bind: Address already in use',
  'SyntaxError: Unexpected token }',
])('%s', (line) => {
  expect(findComplaints(`ready\n${line}\nstill serving\n`)).toEqual([line])
})

test('what a server says day in, day out is no complaint', () => {
  const log =
    '127.0.0.1 - - "GET / HTTP/1.1" 200 6\n[notice] 12#12: signal 1 (SIGHUP) received, reconfiguring\nlistening on 3000\n'
  expect(findComplaints(log)).toEqual([])
})

test('of many complaints the last, of long ones the beginning', () => {
  const lines = Array.from({ length: 30 }, (_, i) => `error ${i} ${'x'.repeat(400)}`)
  const found = findComplaints(lines.join('\n'))
  expect(found).toHaveLength(10)
  expect(found.at(-1)).toMatch(/^error 29 x+$/)
  expect(found.every((line) => line.length === 300)).toBe(true)
})
