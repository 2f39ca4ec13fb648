import { expect, test } from 'vitest'
import { runStart } from '../../../src/restart/steps/start.ts'
import { failure, makeContext, reasonOf } from '../support.ts'

const START = { kind: 'start', command: 'node v2.js', ready: { by: 'tcp', withinMs: 3000 } } as const

test('launches what it is given, and names the process', async () => {
  const launched: unknown[] = []
  const launchNext = (...args: unknown[]) => Promise.resolve(launched.push(args) + 4710)
  expect(await runStart(START, makeContext({ launchNext }))).toBe('pid 4711')
  expect(await runStart({ kind: 'start', ready: START.ready }, makeContext({ launchNext }))).toBe('pid 4712')
  expect(launched).toEqual([
    ['node v2.js', START.ready],
    [undefined, START.ready],
  ])
})

test('a generation that never becomes ready fails', async () => {
  const cause = new Error('address in use')
  const error = await failure(runStart(START, makeContext({ launchNext: () => Promise.reject(cause) })))
  expect(error.message).toContain('expected a server that is ready within 3000 ms, found address in use')
  expect(error.cause).toBe(cause)
})

test('an abort ends the wait', async () => {
  const abort = new AbortController()
  const context = makeContext({ launchNext: () => new Promise(() => undefined), abort: abort.signal })
  const ended = reasonOf(runStart(START, context))
  abort.abort()
  expect(await ended).toBe(abort.signal.reason)
})
