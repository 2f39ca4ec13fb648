import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { nameExec, runExec } from '../../../src/restart/steps/exec.ts'
import { cleanUp, failure, fakeTarget, makeContext, makeFolder, reasonOf, until } from '../support.ts'

const exec = (command: string, withinMs = 5000) => ({ kind: 'exec', command, withinMs }) as const

test('a command runs in the scenario folder and knows the target', async () => {
  const cwd = makeFolder()
  const context = makeContext({ cwd, env: { COLOUR: 'blue' }, index: 3, target: fakeTarget({ main: () => 4711 }) })
  const said = await runExec(
    exec('pwd > where; echo noise; echo $COLOUR $HITLESS_PID $HITLESS_URL $HITLESS_RESTART'),
    context,
  )
  expect(said).toBe('blue 4711 http://127.0.0.1:18080 3')
  expect(readFileSync(join(cwd, 'where'), 'utf8').trim()).toBe(realpathSync(cwd))
})

test('a command without output has no detail', async () => {
  expect(await runExec(exec('true'), makeContext())).toBeUndefined()
})

test('an exit code other than 0 fails with the end of the output', async () => {
  const error = await failure(
    runExec(exec('echo fine; echo "nginx: [emerg] unknown directive" >&2; exit 7'), makeContext()),
  )
  expect(error.message).toContain('expected exit code 0, found exit code 7')
  expect(error.message).toContain('fine\\nnginx: [emerg] unknown directive')
})

test('of a long output the end is reported', async () => {
  const error = await failure(runExec(exec('seq 1 100000; exit 1'), makeContext()))
  expect(error.message).toContain('99999\\n100000"')
  expect(error.message.length).toBeLessThan(3000)
})

test('a command that is ended by a signal fails', async () => {
  const error = await failure(runExec(exec('kill -TERM $$'), makeContext()))
  expect(error.message).toContain('found end by SIGTERM without any output')
})

test('a command that hangs is killed at its limit, together with what it waits for', async () => {
  const cwd = makeFolder()
  const error = await failure(runExec(exec('echo asked; sleep 60 & echo $! > child; wait', 1000), makeContext({ cwd })))
  expect(error.message).toContain('expected its end within 1000 ms, found it still running after "asked"')
  await until(() => isOver(Number(readFileSync(join(cwd, 'child'), 'utf8'))))
})

test('an abort kills the command', async () => {
  const cwd = makeFolder()
  const abort = new AbortController()
  const ended = reasonOf(runExec(exec('echo $$ > self; sleep 60'), makeContext({ cwd, abort: abort.signal })))
  await until(() => existsSync(join(cwd, 'self')) && readFileSync(join(cwd, 'self'), 'utf8') !== '')
  abort.abort()
  expect(await ended).toMatchObject({ name: 'AbortError' })
  await until(() => isOver(Number(readFileSync(join(cwd, 'self'), 'utf8'))))
})

test('a server left behind is not waited for, and may go on writing', async () => {
  const cwd = makeFolder()
  const server =
    '(while [ ! -e written ]; do [ -e go ] && echo still here && echo > written; sleep 0.02; done; sleep 60)'
  expect(await runExec(exec(`${server} & echo $! > server; echo started`), makeContext({ cwd }))).toBe('started')
  const pid = Number(readFileSync(join(cwd, 'server'), 'utf8'))
  const group = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[4])
  cleanUp(() => process.kill(-group, 'SIGKILL'))
  await runExec(exec('touch go'), makeContext({ cwd }))
  await until(() => existsSync(join(cwd, 'written')))
  expect(isOver(pid)).toBe(false)
})

test('a folder that does not exist fails', async () => {
  const error = await failure(runExec(exec('true'), makeContext({ cwd: '/nowhere/at/all' })))
  expect(error.message).toContain('the command could not be started')
  expect(error.cause).toMatchObject({ code: 'ENOENT' })
})

test('leaves no file behind', async () => {
  const folder = makeFolder()
  vi.stubEnv('TMPDIR', folder)
  cleanUp(() => vi.unstubAllEnvs())
  expect(await runExec(exec('ls $TMPDIR | wc -l'), makeContext({ cwd: '/' }))).toBe('0')
  expect(readdirSync(folder)).toEqual([])
})

test('a long command is named by its beginning', () => {
  expect(nameExec(exec('nginx  -s\n reload'))).toBe('exec nginx -s reload')
  expect(nameExec(exec('x'.repeat(200)))).toHaveLength(85)
})

/** Gone, or a zombie that nobody asks for. */
function isOver(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return true
  }
}
