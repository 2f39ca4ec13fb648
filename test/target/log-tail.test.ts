import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { followLog, readLogTail } from '../../src/target/log-tail.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hitless-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a log that is followed yields what was written since, and only the end of it where that is much', () => {
  const log = join(folder, 'target.log')
  appendFileSync(log, 'before\n')
  const since = followLog(log)
  expect(since()).toBe('')
  appendFileSync(log, 'one\ntwo\n')
  expect(since()).toBe('one\ntwo\n')
  appendFileSync(log, `${'x'.repeat(70_000)}\nlast\n`)
  expect(since()).toHaveLength(65_536)
  expect(since()).toMatch(/x\nlast\n$/)
})

test('a log that is not there yet is empty until it is', () => {
  const log = join(folder, 'later.log')
  const since = followLog(log)
  expect(since()).toBe('')
  appendFileSync(log, 'here\n')
  expect(since()).toBe('here\n')
})

test('the tail is the last lines', () => {
  const log = join(folder, 'target.log')
  appendFileSync(log, Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join(''))
  expect(readLogTail(log, 2)).toBe('line 28\nline 29')
  expect(readLogTail(join(folder, 'none'))).toBe('')
})
