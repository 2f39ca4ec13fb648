import { expect, test } from 'vitest'
import { findAncestor } from '../../src/evidence/ancestry.ts'
import { createProcessSet } from '../../src/evidence/process-set.ts'
import type { Stat } from '../../src/linux/stat.ts'

function stat(pid: number, facts: Partial<Stat> = {}): Stat {
  return { pid, name: 'x', state: 'S', threads: 1, ppid: 1, pgrp: pid, session: pid, startTicks: 100, ...facts }
}

function processesOf(...stats: Stat[]) {
  const processes = createProcessSet()
  for (const one of stats) processes.track(one, { command: 'x', ours: true, seen: 0 })
  return processes
}

test('a process that leads a group under the pid of a member that has gone is unrelated to it', () => {
  const processes = processesOf(stat(10))
  for (const member of processes.all()) member.gone = 5
  expect(findAncestor(stat(10, { startTicks: 500 }), processes)).toBeUndefined()
})

test('a parent, or a leader, that started later is somebody else', () => {
  const processes = processesOf(stat(10, { startTicks: 300 }))
  expect(findAncestor(stat(11, { ppid: 10, startTicks: 299 }), processes)).toBeUndefined()
  expect(findAncestor(stat(11, { pgrp: 10, session: 10, startTicks: 299 }), processes)).toBeUndefined()
  expect(findAncestor(stat(11, { ppid: 10, startTicks: 300 }), processes)?.pid).toBe(10)
})

test('a parent that has gone has no more children', () => {
  const processes = processesOf(stat(10))
  for (const member of processes.all()) member.gone = 5
  expect(findAncestor(stat(11, { ppid: 10 }), processes)).toBeUndefined()
})
