import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runWait, type WaitUntil } from '../../../src/restart/steps/wait.ts'
import { fakeTime } from '../fake-time.ts'
import { failure, fakeGenerations, fakeTarget, makeContext, makeFolder, reasonOf } from '../support.ts'

const wait = (until: WaitUntil, withinMs = 1000) => ({ kind: 'wait', until, withinMs }) as const

test('waits for a new generation', async () => {
  const time = fakeTime()
  const takeover = () => (time.now() < 300 ? undefined : { t: 280, generation: '2' })
  const context = makeContext({ ...time.context, generations: fakeGenerations({ takeover }) })
  expect(await runWait(wait({ generation: 'new' }), context)).toBe('2')
  expect(time.now()).toBe(300)
})

test('a generation that does not come fails with what the view says is missing', async () => {
  const generations = fakeGenerations({ describeProgress: () => '812 answers, all of generation 1' })
  const error = await failure(runWait(wait({ generation: 'new' }), makeContext({ ...fakeTime().context, generations })))
  expect(error.message).toContain('timed out after 1000 ms')
  expect(error.message).toContain('found 812 answers, all of generation 1')
})

test('waits for the old generation to be gone', async () => {
  const time = fakeTime()
  const oldGone = () => (time.now() < 300 ? undefined : 290)
  const context = makeContext({ ...time.context, generations: fakeGenerations({ oldGone }) })
  expect(await runWait(wait({ process: 'old-gone' }), context)).toBe('gone')
  const error = await failure(
    runWait(wait({ process: 'old-gone' }), makeContext({ ...fakeTime().context, generations: fakeGenerations() })),
  )
  expect(error.message).toContain('expected the old generation to be gone')
})

test('waits for the listener to be closed, and to be open', async () => {
  const time = fakeTime()
  const target = fakeTarget({ listening: () => time.now() < 100 || time.now() >= 200 })
  const context = makeContext({ ...time.context, target })
  await runWait(wait({ listener: 'closed' }), context)
  expect(time.now()).toBe(100)
  await runWait(wait({ listener: 'open' }), context)
  expect(time.now()).toBe(200)
  const error = await failure(runWait(wait({ listener: 'closed' }), context))
  expect(error.message).toContain('expected port 18080 to be closed, found that it still has a listener')
})

test('a listener that cannot be seen fails at once', async () => {
  const time = fakeTime()
  const error = await failure(runWait(wait({ listener: 'open' }), makeContext(time.context)))
  expect(error.message).toContain('the listener cannot be watched')
  expect(time.now()).toBe(0)
})

test('waits for a file to come and to go', async () => {
  const cwd = makeFolder()
  const context = makeContext({ cwd })
  const came = runWait(wait({ file: 'up', present: true }, 20_000), context)
  writeFileSync(join(cwd, 'up'), '')
  expect(await came).toBe('present')
  const went = runWait(wait({ file: 'up', present: false }, 20_000), context)
  rmSync(join(cwd, 'up'))
  expect(await went).toBe('absent')
  const error = await failure(runWait(wait({ file: 'up', present: true }), makeContext({ cwd, ...fakeTime().context })))
  expect(error.message).toContain(`expected ${cwd}/up to be present, found it absent`)
})

test('a duration is waited in full', async () => {
  const time = fakeTime()
  await runWait(wait({ ms: 5000 }, 1000), makeContext(time.context))
  expect(time.now()).toBe(5000)
})

test('an abort ends the wait', async () => {
  const abort = new AbortController()
  const ended = reasonOf(runWait(wait({ ms: 60_000 }), makeContext({ abort: abort.signal })))
  abort.abort()
  expect(await ended).toMatchObject({ name: 'AbortError' })
})
