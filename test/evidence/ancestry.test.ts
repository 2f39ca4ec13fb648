import { expect, test } from 'vitest'
import { findKin } from '../../src/evidence/ancestry.ts'
import { createRoster } from '../../src/evidence/process-set.ts'
import type { Stat } from '../../src/linux/stat.ts'

function stat(pid: number, facts: Partial<Stat> = {}): Stat {
  return { pid, name: 'x', state: 'S', threads: 1, ppid: 1, pgrp: pid, session: pid, startTicks: 100, ...facts }
}

function rosterOf(...stats: Stat[]) {
  const roster = createRoster()
  for (const one of stats) roster.adopt(one, { command: 'x', ours: true, seen: 0 })
  return roster
}

test('whoever leads a group under the pid of a member that has gone is no kin of it', () => {
  const roster = rosterOf(stat(10))
  for (const member of roster.all()) member.gone = 5
  expect(findKin(stat(10, { startTicks: 500 }), roster)).toBeUndefined()
})

test('a parent, or a leader, that started later is somebody else', () => {
  const roster = rosterOf(stat(10, { startTicks: 300 }))
  expect(findKin(stat(11, { ppid: 10, startTicks: 299 }), roster)).toBeUndefined()
  expect(findKin(stat(11, { pgrp: 10, session: 10, startTicks: 299 }), roster)).toBeUndefined()
  expect(findKin(stat(11, { ppid: 10, startTicks: 300 }), roster)?.pid).toBe(10)
})

test('a parent that has gone has no more children', () => {
  const roster = rosterOf(stat(10))
  for (const member of roster.all()) member.gone = 5
  expect(findKin(stat(11, { ppid: 10 }), roster)).toBeUndefined()
})
