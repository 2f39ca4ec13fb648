import { expect, test } from 'vitest'
import { findIn, idsIn, onReused } from './support.ts'

test('the same at another time is the server’s own limit', () => {
  const [finding, ...more] = findIn({ attempts: [onReused(2000, 1), onReused(9000, 1)] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'keepalive-timeout', restarts: [] })
  expect(finding?.evidence).toBe(
    '2 reset on reused connections outside the restarts; a client that retries as RFC 9110 allows would have hidden 2 of them.',
  )
})

test('around a restart it is the restart’s', () => {
  expect(idsIn({ attempts: [onReused(2000, 1), onReused(5200, 1)] })).toEqual(['keepalive-race', 'keepalive-timeout'])
})
