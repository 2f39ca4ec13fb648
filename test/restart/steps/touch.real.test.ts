import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runTouch } from '../../../src/restart/steps/touch.ts'
import { failure, makeContext, makeFolder } from '../support.ts'

test('sets the time of a file and leaves its content', async () => {
  const cwd = makeFolder()
  writeFileSync(join(cwd, 'restart.txt'), 'kept')
  utimesSync(join(cwd, 'restart.txt'), 1, 1)
  await runTouch({ kind: 'touch', path: 'restart.txt' }, makeContext({ cwd }))
  expect(statSync(join(cwd, 'restart.txt')).mtimeMs).toBeGreaterThan(Date.now() - 60_000)
  expect(readFileSync(join(cwd, 'restart.txt'), 'utf8')).toBe('kept')
})

test('creates a file that is missing', async () => {
  const cwd = makeFolder()
  await runTouch({ kind: 'touch', path: 'restart.txt' }, makeContext({ cwd }))
  expect(statSync(join(cwd, 'restart.txt')).size).toBe(0)
})

test('a folder that is missing fails', async () => {
  const cwd = makeFolder()
  const error = await failure(runTouch({ kind: 'touch', path: 'tmp/restart.txt' }, makeContext({ cwd })))
  expect(error.message).toContain(`${cwd}/tmp/restart.txt could not be touched`)
  expect(error.cause).toMatchObject({ code: 'ENOENT' })
})
