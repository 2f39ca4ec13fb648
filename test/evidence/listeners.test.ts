import { expect, test } from 'vitest'
import { followListeners } from '../../src/evidence/listeners.ts'
import { createProcessSet } from '../../src/evidence/process-set.ts'
import type { TrackedProcess } from '../../src/model/target.ts'
import { fakeProc } from '../linux/fake-proc.ts'

const LISTENING = { port: 80, inode: 500 }

function setUp(reached = '127.0.0.1') {
  const proc = fakeProc()
  const processes = createProcessSet()
  const told: string[] = []
  const listeners = followListeners({
    socket: { port: 80, addresses: [reached] },
    now: () => 0,
    onChange: (change, pid, inode) => void told.push(`${change} ${pid} ${inode}`),
    onElsewhere: (pid, inode, address) => void told.push(`${address} ${pid} ${inode}`),
    queues: { record() {}, flush: (inode) => void told.push(`flush ${inode}`) },
    proc: proc.root,
  })
  const member = (pid: number, sockets: number[]): TrackedProcess => {
    proc.run(pid, { sockets })
    const stat = { pid, name: 'a', state: 'S', threads: 1, ppid: 1, pgrp: pid, session: pid, startTicks: 100 }
    return processes.track(stat, { command: 'a', ours: true, seen: 0 })
  }
  return { proc, listeners, told, member }
}

test('the holder of a socket in the table is reported once, and stays as long as it does', () => {
  const { proc, listeners, told, member } = setUp()
  const [holder, other] = [member(10, [7, 500]), member(11, [7])]
  proc.tcp([LISTENING])
  expect(listeners.stillHolds(holder, 4)).toBe(false)
  expect(listeners.readTable()).toBe(true)
  for (const one of [holder, other, holder]) listeners.find(one)
  listeners.dropLost([holder, other])
  expect(told).toEqual(['opened 10 500'])
  expect(listeners.readTable()).toBe(false)
  expect([holder, other].map((one) => listeners.stillHolds(one, 4))).toEqual([true, false])
  expect(listeners.unowned()).toEqual(new Set())
  proc.give(10, [7])
  expect(listeners.stillHolds(holder, 4)).toBe(false)
  listeners.dropLost([other])
  expect(told).toHaveLength(1)
  listeners.dropLost([holder])
  expect(told.slice(1)).toEqual(['flush 500', 'closed 10 500'])
  expect(holder.listeners).toEqual([])
  expect(listeners.unowned()).toEqual(new Set([500]))
})

test('a socket that moves to another descriptor is still held', () => {
  const { proc, listeners, told, member } = setUp()
  const holder = member(10, [500])
  proc.tcp([LISTENING])
  listeners.readTable()
  listeners.find(holder)
  proc.give(10, [7, 8, 500])
  expect(listeners.stillHolds(holder, 1)).toBe(false)
  listeners.find(holder)
  listeners.dropLost([holder])
  expect(listeners.stillHolds(holder, 1)).toBe(true)
  expect(told).toEqual(['opened 10 500'])
})

test('sockets are asked for in turn, so that the end of each is seen after as many looks as there are', () => {
  const { proc, listeners, member } = setUp()
  const inodes = [500, 501, 502, 503, 504]
  const holder = member(10, inodes)
  proc.tcp(inodes.map((inode) => ({ port: 80, inode })))
  listeners.readTable()
  listeners.find(holder)
  for (const missing of inodes) {
    proc.give(
      10,
      inodes.map((inode) => (inode === missing ? 9 : inode)),
    )
    expect(inodes.map(() => listeners.stillHolds(holder, 1)).filter((stands) => !stands)).toHaveLength(1)
    proc.give(10, inodes)
  }
})

test('what waits in a queue is reported when its last holder closes it, or when it has left the table', () => {
  const { proc, listeners, told, member } = setUp()
  const [first, second] = [member(10, [500]), member(11, [500])]
  proc.tcp([LISTENING, { port: 80, inode: 600 }])
  listeners.readTable()
  listeners.find(first)
  listeners.find(second)
  told.length = 0
  proc.give(10, [])
  listeners.dropLost([first])
  expect(told).toEqual(['closed 10 500'])
  proc.give(11, [])
  listeners.dropLost([second])
  expect(told.slice(1)).toEqual(['flush 500', 'closed 11 500'])
  proc.tcp([LISTENING])
  listeners.readTable()
  expect(told.slice(3)).toEqual(['flush 600'])
})

test('a process that has gone holds nothing any more, even if another one has its pid and its descriptors', () => {
  const { proc, listeners, told, member } = setUp()
  const holder = member(10, [500])
  proc.tcp([LISTENING])
  listeners.readTable()
  listeners.find(holder)
  expect(listeners.awaitsClose()).toBe(false)
  holder.gone = 5
  expect(listeners.awaitsClose()).toBe(true)
  listeners.find(holder)
  listeners.dropLost([])
  expect(listeners.awaitsClose()).toBe(false)
  expect(told).toEqual(['opened 10 500', 'flush 500', 'closed 10 500'])
})

test('a socket behind hundreds of others is found by a search everywhere, or noted, and not lost by the next quick one', () => {
  const { proc, listeners, told, member } = setUp()
  const many = Array.from({ length: 300 }, (_, i) => 1000 + i)
  const [holder, other] = [member(10, [...many, 500]), member(11, [...many, 500])]
  proc.tcp([LISTENING])
  listeners.readTable()
  listeners.find(holder, true)
  listeners.recordSocket(other, 500, 300)
  listeners.recordSocket(other, 1000, 0)
  for (const one of [holder, other]) listeners.find(one)
  listeners.dropLost([holder, other])
  expect(told).toEqual(['opened 10 500', 'opened 11 500'])
})

test('sockets on other addresses and ports are those of somebody else, and connections are no listeners', () => {
  const { proc, listeners } = setUp()
  proc.tcp([
    { port: 81, inode: 1 },
    { port: 80, remotePort: 4000, inode: 2 },
  ])
  listeners.readTable()
  expect(listeners.isOpen()).toBe(false)
  expect(listeners.wasOpen()).toBe(false)
})

test('a socket that has left the table is released by a process that still seems to hold it', () => {
  const { proc, listeners, told, member } = setUp()
  const holder = member(10, [500])
  proc.tcp([LISTENING])
  listeners.readTable()
  listeners.find(holder)
  proc.tcp([])
  proc.give(10, [])
  listeners.readTable()
  listeners.dropLost([])
  expect(told.slice(1)).toEqual(['flush 500', 'flush 500', 'closed 10 500'])
})

test('a process that listens on an address that is not reached is reported once, where nothing else listens', () => {
  const { proc, listeners, told, member } = setUp('10.0.0.1')
  const holder = member(10, [500])
  proc.tcp([LISTENING])
  listeners.readTable()
  expect(listeners.hasElsewhere()).toBe(true)
  expect(listeners.isOpen()).toBe(false)
  for (const one of [holder, holder]) listeners.find(one)
  expect(told).toEqual(['127.0.0.1 10 500'])
  expect(listeners.hasElsewhere()).toBe(false)
})
