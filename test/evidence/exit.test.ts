import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseWaitStatus, readExit } from '../../src/evidence/exit.ts'
import { createProcessEvents } from '../../src/evidence/process-events.ts'
import { createProcessSet } from '../../src/evidence/process-set.ts'
import { readStat } from '../../src/linux/stat.ts'
import type { RunEvent } from '../../src/model/event.ts'
import type { Exit, TrackedProcess } from '../../src/model/target.ts'
import { fakeProc } from '../linux/fake-proc.ts'

test.each([
  [0, { code: 0 }],
  [3 << 8, { code: 3 }],
  [255 << 8, { code: 255 }],
  [9, { signal: 'SIGKILL' }],
  // With a core dump.
  [0x80 | 11, { signal: 'SIGSEGV' }],
  [0x80 | 6, { signal: 'SIGABRT' }],
  [36, { signal: 'SIGRTMIN+2' }],
])('the wait status %i', (status, exit) => {
  expect(parseWaitStatus(status)).toEqual(exit)
})

describe('a real zombie', () => {
  test.each([
    ['exit 0', { code: 0 }],
    ['exit 7', { code: 7 }],
    ['kill -KILL $$', { signal: 'SIGKILL' }],
  ])('%s', async (script, exit) => {
    const child = spawn('/bin/sh', ['-c', script], { stdio: 'ignore' })
    onTestFinished(
      async () => void (child.exitCode === null && child.signalCode === null && (await once(child, 'exit'))),
    )
    const pid = child.pid ?? 0
    // As long as this loop goes round, nobody asks how the child has ended.
    while (readStat(pid)?.state !== 'Z');
    expect(readExit(pid)).toEqual(exit)
  })
})

test('nothing is known of a process that may not be asked, or was asked already', () => {
  const proc = fakeProc()
  proc.run(10, { state: 'Z', waitStatus: 0, traceable: false })
  proc.run(11, { state: 'Z', waitStatus: 0 })
  expect(readExit(10, proc.root)).toBeUndefined()
  expect(readExit(11, proc.root)).toEqual({ code: 0 })
  proc.end(11)
  expect(readExit(11, proc.root)).toBeUndefined()
})

function setUp() {
  const processes = createProcessSet()
  const events: RunEvent[] = []
  const ended: number[] = []
  let exit: Exit | 'pending' | undefined
  const feed = { started() {}, listening() {}, serving() {}, ended: (_t: number, pid: number) => void ended.push(pid) }
  const processEvents = createProcessEvents({
    processes,
    now: () => 50,
    onEvent: (event) => void events.push(event),
    feed,
    exitOf: () => exit,
  })
  const stat = { pid: 7, name: 'a', state: 'S', threads: 1, ppid: 1, pgrp: 7, session: 7, startTicks: 1 }
  const member: TrackedProcess = processes.track(stat, { command: 'a', ours: true, seen: 1 })
  processEvents.emitChanges([member])
  return { processEvents, member, ended, events, exits: (value: typeof exit) => void (exit = value) }
}
describe('the end of a process is told', () => {
  const end = { t: 30, kind: 'process-ended', pid: 7, command: 'a' }

  test('with the exit that was seen, and without one where none was', () => {
    for (const seen of [{ code: 2 }, undefined]) {
      const { processEvents, member, events } = setUp()
      Object.assign(member, { gone: 30, ...(seen && { exit: seen }) })
      processEvents.emitChanges([])
      expect(events.at(-1)).toEqual({ ...end, ...seen })
    }
  })

  test('of a child once it is known how it ended, with the time at which it did', () => {
    const { processEvents, member, events, ended, exits } = setUp()
    exits('pending')
    Object.assign(member, { gone: 30, exit: { code: 0 } })
    processEvents.emitChanges([])
    expect(ended).toEqual([7])
    expect(events.map(({ kind }) => kind)).toEqual(['process-started'])
    exits({ signal: 'SIGTERM' })
    processEvents.emitChanges([])
    processEvents.emitChanges([])
    expect(events.slice(1)).toEqual([{ ...end, signal: 'SIGTERM' }])
  })
})
