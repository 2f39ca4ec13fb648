import { expect, test } from 'vitest'
import { followQueues } from '../../src/linux/queues.ts'
import type { TcpEntry } from '../../src/linux/tcp-table.ts'

function entryOf([inode, receiveQueue]: [number, number]): TcpEntry {
  return {
    local: { address: '127.0.0.1', port: 80 },
    remote: { address: '0.0.0.0', port: 0 },
    state: 10,
    receiveQueue,
    inode,
  }
}

function setUp() {
  let t = 0
  const told: [number, number, number][] = []
  const queues = followQueues({ now: () => t, onQueue: (...one) => void told.push(one) })
  return {
    told,
    queues,
    at(now: number, ...lengths: [number, number][]) {
      t = now
      queues.record(lengths.map((one) => entryOf(one)))
    },
  }
}

test('an empty queue is not reported', () => {
  const { told, at, queues } = setUp()
  at(0, [500, 0])
  at(5000, [500, 0])
  queues.flush(500)
  expect(told).toEqual([])
})

test('the first that waits is reported at once, then the maximum of each second with its time', () => {
  const { told, at } = setUp()
  at(10, [500, 1])
  at(30, [500, 7])
  at(50, [500, 9])
  at(70, [500, 8])
  at(1009, [500, 0])
  expect(told).toEqual([[10, 500, 1]])
  at(1010, [500, 2])
  at(3000, [500, 0])
  expect(told).toEqual([
    [10, 500, 1],
    [50, 500, 9],
  ])
})

test('each socket is reported on its own', () => {
  const { told, at } = setUp()
  at(10, [500, 1], [600, 2])
  at(20, [500, 3], [600, 0])
  at(1010, [500, 0], [600, 0])
  expect(told).toEqual([
    [10, 500, 1],
    [10, 600, 2],
    [20, 500, 3],
  ])
})

test('what waited last is reported before the socket is closed', () => {
  const { told, at, queues } = setUp()
  at(10, [500, 1])
  at(30, [500, 4])
  queues.flush(500)
  queues.flush(500)
  expect(told).toEqual([
    [10, 500, 1],
    [30, 500, 4],
  ])
})
