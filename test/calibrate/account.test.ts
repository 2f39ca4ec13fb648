import { expect, test } from 'vitest'
import { countPunctual } from '../../src/calibrate/healthy.ts'
import { FAULTS, REQUEST_CYCLE } from '../../src/calibrate/server/http1/faults.ts'
import { readOrders, writeTarget } from '../../src/calibrate/server/protocol.ts'
import { createRequestLog } from '../../src/calibrate/server/request-log.ts'

const orders = { every: 3, delayMs: 5, timed: true }

test('a path says what it wants of the server', () => {
  expect(readOrders(writeTarget('fresh', orders))).toEqual(orders)
  expect(readOrders('/')).toEqual({ every: 0, delayMs: 0, timed: false })
})

test('each path gets a fault every so many requests, all of them in turn, and silences half as often', () => {
  const books = createRequestLog()
  const enter = (path: string, port: number, at: number) => books.enter(path, { port, at }, REQUEST_CYCLE).fault
  const [target, other] = [writeTarget('a', orders), writeTarget('b', { ...orders, every: 0, timed: false })]
  const given = Array.from({ length: 3 * 52 }, (_, i) => enter(target, 1000 + i, i))
  enter(other, 5, 7)
  expect(given.filter((_, i) => (i + 1) % 3 !== 0)).toEqual(Array.from({ length: 104 }, () => undefined))
  const account = books.give([target, other], 0)
  expect(account.requests).toEqual({ [target]: 156, [other]: 1 })
  expect(account.committed[0]).toEqual({ target, fault: 'fin', port: 1002, at: 2 })
  expect(account.committed.map(({ fault }) => fault)).toEqual(given.filter((fault) => fault !== undefined))
  for (const fault of FAULTS) {
    const times = account.committed.filter((one) => one.fault === fault).length
    expect([fault, times]).toEqual([
      fault,
      fault === 'early-fin-after-response' ? 0 : fault.startsWith('silence') ? 2 : 4,
    ])
  }
  expect(account.reads[target]).toHaveLength(156)
  expect(account.reads[other]).toEqual([])
})

test('punctual is what the server read within 2 ms of due, after the warm-up', () => {
  // One every 10 ms from 0 on; the first 100 are of the warm-up.
  const reads = Array.from({ length: 200 }, (_, n) => n * 10 + (n < 100 ? 9 : n < 150 ? 1.9 : 2.1))
  expect(countPunctual(reads.toReversed(), 0, 100)).toBe(0.5)
  expect(countPunctual([], 0, 100)).toBe(0)
})
