import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openPidFile } from '../../src/linux/pid-file.ts'

/** No time has passed since any file was written. */
const longAgo = () => 0

function makePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hitless-pid-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'server.pid')
}

test('a number that is half written is no pid, until its line has ended', () => {
  const path = makePath()
  const file = openPidFile(path, longAgo)
  writeFileSync(path, '12')
  expect(file.read()).toEqual({ text: '12' })
  appendFileSync(path, '34')
  expect(file.read()).toEqual({ text: '1234' })
  appendFileSync(path, '5\n')
  expect(file.read()).toEqual({ pid: 12_345 })
})

test('a number without a newline counts once it was the same in two readings', () => {
  const path = makePath()
  const file = openPidFile(path, longAgo)
  writeFileSync(path, '77')
  expect(file.read()).toEqual({ text: '77' })
  expect(file.read()).toEqual({ pid: 77 })
})

test('a number without a newline counts at once in a file to which nothing was written lately', () => {
  const path = makePath()
  writeFileSync(path, '77')
  const earlier = Date.now() / 1000 - 1
  utimesSync(path, earlier, earlier)
  expect(openPidFile(path).read()).toEqual({ pid: 77 })
})

test.each([
  ['a line beneath', '9\n/etc/server.conf\n', { pid: 9 }],
  ['spaces around', ' 9 \n', { pid: 9 }],
  ['a process group', '-9\n', { text: '-9\n' }],
  ['every process', '0\n', { text: '0\n' }],
  ['more than a pid', '4194305\n', { text: '4194305\n' }],
  ['words', '9 lives\n', { text: '9 lives\n' }],
  ['nothing yet', '', { text: '' }],
])('%s', (_, text, content) => {
  const path = makePath()
  writeFileSync(path, text)
  const file = openPidFile(path)
  file.read()
  expect(file.read()).toEqual(content)
})

test('a file that is not there is an error', () => {
  expect(openPidFile(makePath()).read()).toMatchObject({ error: { code: 'ENOENT' } })
})
