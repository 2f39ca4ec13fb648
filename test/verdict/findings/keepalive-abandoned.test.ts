import { expect, test } from 'vitest'
import { restart } from '../support.ts'
import { findIn, idsIn, onReused } from './support.ts'

test('requests that waited on kept connections until they were reset', () => {
  const attempts = [onReused(5938, 880), onReused(5946, 700, { outcome: 'timeout' })]
  const [finding, ...more] = findIn({ attempts })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'keepalive-abandoned',
    title: '2 requests lost on keep-alive connections that the server no longer read',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '1 reset and 1 timeout on reused connections in the restart after a wait of up to 880 ms, in restart 1 from 938 ms to 946 ms after its ' +
      'first step; a client that retries as RFC 9110 allows would have hidden 2 of them.',
  )
})

test('a short wait is that of a close, and a longer one is usual where answers took as long, in the baseline or in the restart', () => {
  expect(idsIn({ attempts: [onReused(5100, 4)] })).toEqual(['keepalive-race'])
  expect(idsIn({ attempts: [onReused(5100, 60)] })).toEqual(['keepalive-abandoned'])
  const busy = restart({ latencyByTraffic: { http: { p50: 1, p90: 2, p99: 30, p999: 60, max: 61 } } })
  expect(idsIn({ attempts: [onReused(5100, 60)], restarts: [busy] })).toEqual(['keepalive-race'])
  expect(idsIn({ attempts: [onReused(5300, 880, { bytesRead: 5, outcome: 'truncated' })] })).toEqual(['cut-in-flight'])
})
