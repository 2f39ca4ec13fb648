import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { processKey } from '../../../src/linux/process-id.ts'
import { deliverSignal } from '../../../src/restart/deliver.ts'
import { nameSignal, runSignal } from '../../../src/restart/steps/signal.ts'
import {
  childrenOf,
  factsOf,
  failure,
  fakeTarget,
  makeContext,
  makeFolder,
  startListener,
  startProcess,
  until,
} from '../support.ts'

const HUP = { kind: 'signal', signal: 'SIGHUP', to: 'main' } as const

test('a signal reaches the main process', async () => {
  const main = await startListener()
  const context = makeContext({ target: fakeTarget({ main: () => main.pid }) })
  expect(await runSignal(HUP, context)).toBe(`to pid ${main.pid}`)
  expect(await main.hears(1)).toEqual(['SIGHUP'])
})

test('old and new are distinguished once the pid file has moved', async () => {
  const old = await startListener()
  const next = await startListener()
  const target = fakeTarget({ main: () => next.pid, processes: () => [factsOf(old), factsOf(next)] })
  const before = { main: old.id, known: new Set([processKey(old.id)]) }
  await runSignal({ kind: 'signal', signal: 'SIGWINCH', to: 'old' }, makeContext({ target, before }))
  await runSignal({ kind: 'signal', signal: 'SIGQUIT', to: 'old' }, makeContext({ target, before }))
  await runSignal({ kind: 'signal', signal: 'SIGUSR2', to: 'new' }, makeContext({ target, before }))
  expect((await old.hears(2)).toSorted()).toEqual(['SIGQUIT', 'SIGWINCH'])
  expect(await next.hears(1)).toEqual(['SIGUSR2'])
})

test('without a pid file the new process is the youngest that has begun since, and not one of its children', async () => {
  const old = await startListener()
  const code = `require('node:child_process').spawn('sleep', ['60']); process.on('SIGHUP', () => console.log('SIGHUP'));
    setTimeout(() => console.log('ready'), 20); setInterval(() => {}, 1000)`
  const next = await startProcess(process.execPath, ['-e', code])
  const [child = 0] = childrenOf(next.pid)
  const processes = () => [factsOf(old), factsOf({ pid: child }, next.pid), factsOf(next, old.pid)]
  const target = fakeTarget({ main: () => old.pid, processes })
  const before = { main: old.id, known: new Set([processKey(old.id)]) }
  await runSignal({ ...HUP, to: 'new' }, makeContext({ target, before }))
  expect(await next.hears(1)).toEqual(['SIGHUP'])
})

test('a process that comes a moment later is waited for', async () => {
  const next = await startListener()
  let asked = 0
  const target = fakeTarget({ main: () => (++asked > 3 ? next.pid : undefined) })
  await runSignal({ ...HUP, to: 'new' }, makeContext({ target }))
  expect(await next.hears(1)).toEqual(['SIGHUP'])
})

test('a pid file that is empty at first is read again', async () => {
  const subject = await startListener()
  const cwd = makeFolder()
  writeFileSync(join(cwd, 'server.pid'), '')
  const sent = runSignal({ ...HUP, to: { pidFile: 'server.pid' } }, makeContext({ cwd }))
  writeFileSync(join(cwd, 'server.pid'), `${subject.pid}\n`)
  await sent
  expect(await subject.hears(1)).toEqual(['SIGHUP'])
})

test.each([
  ['missing', undefined, 'ENOENT'],
  ['empty', '', '""'],
  ['rubbish', 'nginx\n', '"nginx\\n"'],
  ['a process group', '-1\n', '"-1\\n"'],
  ['everybody', '0\n', '"0\\n"'],
  ['not a pid of this machine', '99999999\n', '"99999999\\n"'],
])('a pid file that is %s fails with what it holds', async (_, content, found) => {
  const cwd = makeFolder()
  if (content !== undefined) writeFileSync(join(cwd, 'x.pid'), content)
  const error = await failure(runSignal({ ...HUP, to: { pidFile: 'x.pid' } }, makeContext({ cwd })))
  expect(error.message).toContain(`no process is named by ${join(cwd, 'x.pid')}`)
  expect(error.message).toContain(found)
  expect(error.cause === undefined).toBe(content !== undefined)
})

test('a pid file that names a process that has ended, or hitless, fails', async () => {
  const cwd = makeFolder()
  const ended = await startListener()
  ended.child.kill('SIGKILL')
  await ended.ended
  const step = { ...HUP, to: { pidFile: 'x.pid' } }
  writeFileSync(join(cwd, 'x.pid'), String(ended.pid))
  expect((await failure(runSignal(step, makeContext({ cwd })))).message).toContain('which does not run')
  writeFileSync(join(cwd, 'x.pid'), String(process.pid))
  expect((await failure(runSignal(step, makeContext({ cwd })))).message).toContain('hitless itself')
})

test('no process to signal is a failure', async () => {
  const error = await failure(runSignal(HUP, makeContext()))
  expect(error.message).toContain('the target has no main process')
  expect(error.message).toContain('no running process of the target')
})

test('an old process that has ended is not confused with another that has its pid', async () => {
  const stranger = await startListener()
  const before = { main: { pid: stranger.pid, startTicks: 1 }, known: new Set<string>() }
  const error = await failure(runSignal({ ...HUP, to: 'old' }, makeContext({ before })))
  expect(error.message).toContain('the target has no old process')
  expect(stranger.heard()).toEqual([])
})

test('a process that ignores the signal received nothing', async () => {
  const deaf = await startProcess('/bin/sh', ['-c', 'trap "" HUP; echo ready; while :; do sleep 1; done'])
  const error = await failure(runSignal(HUP, makeContext({ target: fakeTarget({ main: () => deaf.pid }) })))
  expect(error.message).toContain('no process received SIGHUP')
  expect(error.message).toContain('the process ignores this signal')
  expect(error.undelivered).toBe(true)
})

test('a process that ignores the signal and blocks it only while it forks received nothing', async () => {
  const deaf = await startProcess('/bin/sh', ['-c', 'trap "" HUP; echo ready; while :; do sleep 0.002; done'])
  const context = makeContext({ target: fakeTarget({ main: () => deaf.pid }) })
  for (let time = 1; time <= 10; time += 1) {
    expect((await failure(runSignal(HUP, context))).message).toContain('the process ignores this signal')
  }
})

test('a signal whose default is to be thrown away was received by no process', async () => {
  const plain = await startProcess('/bin/sh', ['-c', 'echo ready; while :; do sleep 1; done'])
  const context = makeContext({ target: fakeTarget({ main: () => plain.pid }) })
  const error = await failure(runSignal({ ...HUP, signal: 'SIGWINCH' }, context))
  expect(error.message).toContain('no process received SIGWINCH')
})

test('a process that does not catch the signal gets it, and the detail says so', async () => {
  const plain = await startProcess('/bin/sh', ['-c', 'echo ready; while :; do sleep 1; done'])
  const context = makeContext({ target: fakeTarget({ main: () => plain.pid }) })
  expect(await runSignal(HUP, context)).toContain('does not catch SIGHUP')
  await plain.ended
  expect(plain.child.signalCode).toBe('SIGHUP')
})

test('a zombie receives nothing', async () => {
  // The shell becomes a sleep that never asks how its child has ended.
  const parent = await startProcess('/bin/sh', ['-c', 'sleep 0.05 & echo ready; exec sleep 60'])
  const [zombie = 0] = childrenOf(parent.pid)
  const id = { ...factsOf({ pid: zombie }) }
  await until(() => factsOf({ pid: zombie }).gone !== undefined)
  expect(childrenOf(parent.pid)).toEqual([zombie])
  expect((await failure(deliverSignal('SIGHUP', id, makeContext()))).message).toMatch(
    /no process received SIGHUP.*gone/,
  )
})

function refuse(code: string) {
  return () => {
    throw Object.assign(new Error(`kill ${code}`), { code })
  }
}

test('missing permission and a process that has just ended are distinguished', async () => {
  const subject = await startListener()
  const deliver = (code: string) => failure(deliverSignal('SIGHUP', subject.id, makeContext(), refuse(code)))
  expect((await deliver('EPERM')).message).toMatch(/could not be sent.*permission/)
  expect((await deliver('EPERM')).undelivered).toBeUndefined()
  expect((await deliver('ESRCH')).undelivered).toBe(true)
  expect((await deliver('ESRCH')).message).toMatch(/no process received/)
})

test('steps are named after what they send to what', () => {
  expect(nameSignal(HUP)).toBe('signal HUP')
  expect(nameSignal({ ...HUP, signal: 'SIGQUIT', to: 'old' })).toBe('signal QUIT to old')
  expect(nameSignal({ ...HUP, to: { pidFile: '/run/x.pid' } })).toBe('signal HUP to /run/x.pid')
})
