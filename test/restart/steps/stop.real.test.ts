import { expect, test } from 'vitest'
import { processKey } from '../../../src/linux/process-id.ts'
import { runStop } from '../../../src/restart/steps/stop.ts'
import {
  childrenOf,
  factsOf,
  failure,
  fakeTarget,
  makeContext,
  reasonOf,
  startListener,
  startProcess,
} from '../support.ts'

const STOP = { kind: 'stop', to: 'main', signal: 'SIGTERM', withinMs: 5000 } as const

test('waits until the process has gone', async () => {
  const main = await startProcess(process.execPath, [
    '-e',
    `process.on('SIGTERM', () => setTimeout(() => process.exit(0), 100)); setInterval(() => {}, 1000); console.log('ready')`,
  ])
  const target = fakeTarget({ main: () => main.pid, processes: () => [factsOf(main)] })
  expect(await runStop(STOP, makeContext({ target }))).toBe(`pid ${main.pid}, 1 process gone`)
  expect(factsOf(main).gone).toBeDefined()
})

test('waits for the descendants that outlive the process', async () => {
  const main = await startProcess('/bin/sh', ['-c', 'sleep 0.4 & echo ready; wait'])
  const [child = 0] = childrenOf(main.pid)
  const target = fakeTarget({
    main: () => main.pid,
    processes: () => [factsOf(main), factsOf({ pid: child }, main.pid)],
  })
  expect(await runStop(STOP, makeContext({ target }))).toContain('2 processes gone')
  // The orphan may be left as a zombie where nobody asks how it has ended.
  expect(factsOf({ pid: child }).gone).toBeDefined()
})

test('does not wait for a new generation that descends from the old one', async () => {
  const old = await startProcess('/bin/sh', ['-c', 'sleep 60 & echo ready; wait'])
  const [next = 0] = childrenOf(old.pid)
  const target = fakeTarget({ main: () => next, processes: () => [factsOf(old), factsOf({ pid: next }, old.pid)] })
  const before = { main: old.id, known: new Set([processKey(old.id)]) }
  expect(await runStop({ ...STOP, to: 'old' }, makeContext({ target, before }))).toBe(
    `pid ${old.pid}, which does not catch SIGTERM, 1 process gone`,
  )
  expect(factsOf({ pid: next }).gone).toBeUndefined()
})

test('a process that does not stop in time fails the step and is not killed', async () => {
  const main = await startListener()
  const target = fakeTarget({ main: () => main.pid, processes: () => [factsOf(main)] })
  const error = await failure(runStop({ ...STOP, withinMs: 100 }, makeContext({ target })))
  expect(error.message).toContain('did not stop on TERM')
  expect(error.message).toContain(`${main.pid} (a process) still running`)
  expect(await main.hears(1)).toEqual(['SIGTERM'])
  expect(factsOf(main).gone).toBeUndefined()
})

test('what a process leaves behind may be the server or not, and more time does not help', async () => {
  const main = await startProcess('/bin/sh', ['-c', 'sleep 60 & echo ready; wait'])
  const [child = 0] = childrenOf(main.pid)
  const target = fakeTarget({
    main: () => main.pid,
    processes: () => [factsOf(main), factsOf({ pid: child }, main.pid)],
  })
  const error = await failure(runStop({ ...STOP, withinMs: 200 }, makeContext({ target })))
  expect(error.message).toContain('more time does not help. If one of them is the server')
  expect(error.message).not.toContain('Give `within` more time')
})

test('an abort ends the wait', async () => {
  const main = await startListener()
  const abort = new AbortController()
  const target = fakeTarget({ main: () => main.pid, processes: () => [factsOf(main)] })
  const ended = reasonOf(runStop(STOP, makeContext({ target, abort: abort.signal })))
  await main.hears(1)
  abort.abort()
  expect(await ended).toMatchObject({ name: 'AbortError' })
})
