import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseWaitStatus, readExit } from '../../src/linux/exit.ts'
import { readStat } from '../../src/linux/stat.ts'
import { fakeProc } from './fake-proc.ts'

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
