import { expect, test } from 'vitest'
import type { ConnectionSnapshot } from '../../src/evidence/connections.ts'
import { createProcessSet } from '../../src/evidence/process-set.ts'
import { followServing } from '../../src/evidence/serving.ts'
import { fakeProc } from '../linux/fake-proc.ts'

/** Two connections of clients on ports 4001 and 4002, which have the inodes 1 and 2. */
const CONNECTED = [
  { port: 80, inode: 500 },
  { port: 80, remotePort: 4001, inode: 1 },
  { port: 80, remotePort: 4002, inode: 2 },
]

function setUp(running: Record<number, { ppid: number; sockets: number[] }>) {
  const proc = fakeProc()
  const processes = createProcessSet()
  for (const [key, { ppid, sockets }] of Object.entries(running)) {
    const pid = Number(key)
    proc.run(pid, { sockets })
    const stat = { pid, name: 'a', state: 'S', threads: 1, ppid, pgrp: pid, session: pid, startTicks: 100 }
    processes.track(stat, { command: 'a', ours: true, seen: 0 })
  }
  const serves: number[] = []
  const snapshots: ConnectionSnapshot[] = []
  const noted: string[] = []
  let t = 0
  const serving = followServing({
    port: 80,
    processes,
    listeners: {
      tables: () => ['tcp'],
      recordSocket: (member, inode, fd) => void noted.push(`${member.pid} ${inode} ${fd}`),
    },
    now: () => t++,
    onServing: (_, pid) => void serves.push(pid),
    onSnapshot: (_, snapshot) => void snapshots.push(snapshot),
    proc: proc.root,
  })
  /** Who serves which client's port. */
  const served = () =>
    Object.fromEntries(
      [...(snapshots.at(-1)?.connections.values() ?? [])].map(({ port, servers }) => [
        port,
        servers.map(({ pid }) => pid),
      ]),
    )
  return { proc, serving, serves, snapshots, noted, served }
}

test('who holds the server end of a connection serves it', () => {
  const { proc, serving, serves, noted, served, snapshots } = setUp({
    10: { ppid: 1, sockets: [500] },
    11: { ppid: 10, sockets: [500, 1] },
    12: { ppid: 10, sockets: [500, 77] },
  })
  proc.tcp([
    ...CONNECTED,
    { port: 4001, remotePort: 80, inode: 77 },
    { port: 80, remotePort: 4003, inode: 0 },
    { port: 80, remotePort: 4005, inode: 0, state: '06' },
    { port: 80, remotePort: 4004, remote: '0200000A', inode: 3 },
  ])
  serving.look()
  expect(serves).toEqual([11])
  expect(served()).toEqual({ 4001: [11], 4002: [], 4004: [] })
  expect([...(snapshots[0]?.unheld ?? [])]).toEqual([4003])
  expect([...(snapshots[0]?.connections.values() ?? [])].map(({ near }) => near)).toEqual([true, true, false])
  expect(noted).toContain('11 500 0')
})

test('both ends of an inherited connection are named', () => {
  const { proc, serving, served } = setUp({
    11: { ppid: 1, sockets: [1, 2] },
    12: { ppid: 1, sockets: [1] },
  })
  proc.tcp(CONNECTED)
  serving.look()
  expect(served()).toEqual({ 4001: [12, 11], 4002: [11] })
})

test('a process whose children serve may only be handing a connection on, until it holds it a second time', () => {
  const { proc, serving, serves, served } = setUp({
    10: { ppid: 1, sockets: [500, 2] },
    11: { ppid: 10, sockets: [1] },
  })
  proc.tcp(CONNECTED)
  serving.look()
  expect(serves).toEqual([11])
  expect(served()).toEqual({ 4001: [11], 4002: [] })
  // Handed on, and the next one has come.
  proc.tcp([...CONNECTED, { port: 80, remotePort: 4003, inode: 3 }])
  proc.give(10, [500, 3])
  proc.give(11, [1, 2])
  serving.look()
  expect(serves).toEqual([11, 11])
  expect(served()).toEqual({ 4001: [11], 4002: [11], 4003: [] })
  // It keeps this one.
  serving.look()
  expect(serves).toEqual([11, 11, 11, 10])
  expect(served()).toEqual({ 4001: [11], 4002: [11], 4003: [10] })
})

test('a look in slices is the same look', () => {
  const many = Array.from({ length: 2000 }, (_, i) => ({ port: 80, remotePort: 10_000 + i, inode: 1000 + i }))
  const inodes = many.map(({ inode }) => inode)
  const { proc, serving, snapshots, serves } = setUp({
    10: { ppid: 1, sockets: inodes.slice(0, 1500) },
    11: { ppid: 1, sockets: inodes.slice(1500) },
  })
  proc.tcp(many)
  while (snapshots.length === 0) serving.step(0, 1)
  expect(serves).toEqual([11, 10])
  const counts = [...(snapshots[0]?.connections.values() ?? [])].map(({ servers }) => servers[0]?.pid)
  expect(counts.filter((pid) => pid === 10)).toHaveLength(1500)
  expect(counts.filter((pid) => pid === 11)).toHaveLength(500)
})
