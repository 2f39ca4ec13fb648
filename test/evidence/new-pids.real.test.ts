import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { watchNewPids } from '../../src/evidence/new-pids.ts'
import { listPids } from '../../src/linux/process-table.ts'
import { fakeProc } from '../linux/fake-proc.ts'

test('the first look wants a list; later ones name who has started, each once', () => {
  const proc = fakeProc()
  const newPids = watchNewPids(proc.root)
  expect(newPids.read()).toBeUndefined()
  expect(newPids.read()).toEqual([])
  proc.run(2)
  proc.run(3)
  expect(newPids.read()).toEqual([2, 3])
  expect(newPids.read()).toEqual([])
})

test('a number that has no process yet is tried once more', () => {
  const proc = fakeProc()
  const newPids = watchNewPids(proc.root)
  newPids.read()
  proc.setLast(2)
  expect(newPids.read()).toEqual([])
  proc.run(2)
  expect(newPids.read()).toEqual([2])
  proc.setLast(4)
  expect(newPids.read()).toEqual([])
  expect(newPids.read()).toEqual([])
  proc.run(3)
  proc.setLast(4)
  expect(newPids.read()).toEqual([])
})

test('threads are none', () => {
  const proc = fakeProc()
  const newPids = watchNewPids(proc.root)
  newPids.read()
  proc.run(2)
  proc.thread(3, 2)
  expect(newPids.read()).toEqual([2])
})

test('many at once, and numbers that begin again, want a list', () => {
  const proc = fakeProc()
  const newPids = watchNewPids(proc.root)
  newPids.read()
  proc.setLast(15)
  expect(newPids.read()).toEqual([])
  proc.setLast(32)
  expect(newPids.read()).toBeUndefined()
  proc.setLast(5)
  expect(newPids.read()).toBeUndefined()
  proc.run(6)
  expect(newPids.read()).toEqual([6])
})

test('a real process is found, its threads are not', async () => {
  const newPids = watchNewPids()
  newPids.read()
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
  const pid = child.pid ?? 0
  const found = new Set<number>()
  const threads = (): number[] => readdirSync(`/proc/${pid}/task`).map(Number)
  while (!found.has(pid) || threads().length < 4) {
    // Where a busy machine starts too many at once, the list tells.
    for (const one of newPids.read() ?? listPids()) found.add(one)
    await sleep(5)
  }
  for (const one of newPids.read() ?? []) found.add(one)
  expect(threads().filter((tid) => found.has(tid))).toEqual([pid])
  child.stdin.end()
  await once(child, 'exit')
})
