import { expect, test } from 'vitest'
import { createBacklog } from '../../../../src/traffic/kinds/http/backlog.ts'
import { prepareRequest } from '../../../../src/traffic/kinds/http/prepared-request.ts'

const REQUEST = { method: 'GET', headers: {}, weight: 1, expect: { status: [] } }

function setUp() {
  let picked = 0
  const backlog = createBacklog(() => prepareRequest({ ...REQUEST, path: `/${(picked += 1)}` }, 0, { by: 'process' }))
  const take = () => {
    const { due, request } = backlog.shift()
    return [due, request.spec.path]
  }
  return { backlog, take }
}

test('gives what waits in its order, with the times of the schedule and the requests of the mix', () => {
  const { backlog, take } = setUp()
  backlog.follow({ start: 1000, periodMs: 2 })
  for (let i = 0; i < 3; i += 1) backlog.admit()
  expect([backlog.size, backlog.firstDue, backlog.nextDue]).toEqual([3, 1000, 1006])
  expect(take()).toEqual([1000, '/1'])
  expect(take()).toEqual([1002, '/2'])
  backlog.admit()
  expect(take()).toEqual([1004, '/3'])
  expect(take()).toEqual([1006, '/4'])
  expect([backlog.size, backlog.nextDue]).toEqual([0, 1008])
})

test('has nothing due before it follows a schedule', () => {
  const { backlog } = setUp()
  expect([backlog.size, backlog.nextDue]).toEqual([0, Number.POSITIVE_INFINITY])
})

test('holds millions as easily as one', () => {
  const { backlog, take } = setUp()
  backlog.follow({ start: 0, periodMs: 0.001 })
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 5_000_000; i += 1) backlog.admit()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000)
  expect(backlog.size).toBe(5_000_000)
  expect(take()).toEqual([0, '/1'])
})
