import { execFileSync } from 'node:child_process'
import { constants, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runWrite } from '../../../src/restart/steps/write.ts'
import { cleanUp, failure, makeContext, makeFolder, reasonOf, startProcess } from '../support.ts'

const WRITE = { kind: 'write', path: 'fifo', data: 'r', withinMs: 5000 } as const

function makeFifo(): string {
  const cwd = makeFolder()
  execFileSync('/bin/sh', ['-c', 'mkfifo fifo'], { cwd })
  return cwd
}

test('replaces what is in a file, or creates it', async () => {
  const cwd = makeFolder()
  expect(
    await runWrite({ ...WRITE, path: 'upstream.conf', data: 'server 1;\nserver 2;\n' }, makeContext({ cwd })),
  ).toBe('20 bytes')
  const { ino } = statSync(join(cwd, 'upstream.conf'))
  await runWrite({ ...WRITE, path: 'upstream.conf', data: 'server 2;\n' }, makeContext({ cwd }))
  expect(readFileSync(join(cwd, 'upstream.conf'), 'utf8')).toBe('server 2;\n')
  expect(statSync(join(cwd, 'upstream.conf')).ino).toBe(ino)
})

test('a FIFO takes the bytes to its reader', async () => {
  const cwd = makeFifo()
  const reader = await startProcess('/bin/sh', ['-c', `echo ready; cat ${cwd}/fifo`])
  await runWrite({ ...WRITE, data: 'restart\n' }, makeContext({ cwd }))
  expect(await reader.hears(1)).toEqual(['restart'])
  await reader.ended
})

test('more than a FIFO holds arrives whole', async () => {
  const cwd = makeFifo()
  const reader = await startProcess('/bin/sh', ['-c', `echo ready; (sleep 0.2; wc -c) < ${cwd}/fifo`])
  await runWrite({ ...WRITE, data: 'x'.repeat(300_000) }, makeContext({ cwd }))
  expect(await reader.hears(1)).toEqual(['300000'])
})

test('a FIFO without a reader fails at the limit', async () => {
  const cwd = makeFifo()
  const error = await failure(runWrite({ ...WRITE, withinMs: 100 }, makeContext({ cwd })))
  expect(error.message).toContain('expected a process that reads the FIFO within 100 ms, found no reader (ENXIO)')
  expect(error.cause).toMatchObject({ code: 'ENXIO' })
})

test('a reader that takes nothing more fails at the limit', async () => {
  const cwd = makeFifo()
  const reader = await open(join(cwd, 'fifo'), constants.O_RDONLY | constants.O_NONBLOCK)
  cleanUp(() => reader.close())
  const error = await failure(runWrite({ ...WRITE, data: 'x'.repeat(300_000), withinMs: 100 }, makeContext({ cwd })))
  expect(error.message).toContain('found a reader that took only 65536 of 300000 bytes')
})

test('an abort ends the wait for a reader', async () => {
  const abort = new AbortController()
  const ended = reasonOf(runWrite(WRITE, makeContext({ cwd: makeFifo(), abort: abort.signal })))
  abort.abort()
  expect(await ended).toBe(abort.signal.reason)
})

test('a socket, a folder and a path that leads nowhere fail', async () => {
  const cwd = makeFolder()
  const server = createServer().listen(join(cwd, 'c.sock'))
  cleanUp(() => server.close())
  expect((await failure(runWrite({ ...WRITE, path: 'c.sock' }, makeContext({ cwd })))).message).toContain(
    'takes a `send` step',
  )
  expect((await failure(runWrite({ ...WRITE, path: '.' }, makeContext({ cwd })))).message).toContain('EISDIR')
  const error = await failure(runWrite({ ...WRITE, path: 'no/such/file' }, makeContext({ cwd })))
  expect(error.message).toContain(`${cwd}/no/such/file could not be written`)
  expect(error.cause).toMatchObject({ code: 'ENOENT' })
  expect(existsSync(join(cwd, 'no'))).toBe(false)
})

test('a file may be emptied', async () => {
  const cwd = makeFolder()
  writeFileSync(join(cwd, 'flag'), 'on')
  await runWrite({ ...WRITE, path: 'flag', data: '' }, makeContext({ cwd }))
  expect(readFileSync(join(cwd, 'flag'), 'utf8')).toBe('')
})
