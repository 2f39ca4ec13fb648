import { expect, test, vi } from 'vitest'
import { watchExposure } from '../../../src/traffic/thread/exposure.ts'
import { createLifetime } from '../../../src/traffic/thread/lifetime.ts'
import { failedAttempt } from '../../ledger/support.ts'
import { createMemoryRecorder } from '../memory-recorder.ts'

function watch() {
  let now = 0
  const recorder = createMemoryRecorder()
  const exposure = watchExposure(recorder, { origin: 0n, now: () => now })
  const account = exposure.recorder.traffic('http')
  const ok = (due: number) => account.ok({ due, end: now, generation: undefined, newConnection: false })
  return { recorder, exposure, account, ok, at: (t: number) => (now = t) }
}

async function isOver({ over }: { over(): Promise<void> }): Promise<boolean> {
  return Promise.race([
    over().then(() => true),
    Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => false),
  ])
}

test('what was in flight at a restart is waited for, and nothing else', async () => {
  const { recorder, exposure, account, ok, at } = watch()
  account.begin()
  account.begin()
  at(10)
  exposure.onRestart()
  at(20)
  account.begin()
  expect(await isOver(exposure)).toBe(false)
  ok(0)
  ok(20)
  expect(await isOver(exposure)).toBe(false)
  account.settle({ ...failedAttempt, outcome: 'timeout', due: 0, end: 20 })
  expect(await isOver(exposure)).toBe(true)
  expect(recorder.begun).toBe(3)
  expect(recorder.outcomes).toMatchObject({ ok: 2, timeout: 1 })
})

test('also what was due before it and begun late', async () => {
  const { exposure, account, ok, at } = watch()
  at(10)
  exposure.onRestart()
  at(15)
  account.begin(6)
  account.begin(4)
  expect(await isOver(exposure)).toBe(false)
  ok(9)
  expect(await isOver(exposure)).toBe(true)
})

test('the grace period lasts until then, unless somebody waits for the end', async () => {
  vi.useFakeTimers()
  const { exposure, account, ok } = watch()
  account.begin()
  exposure.onRestart()
  const [calm, hurried] = [createLifetime(), createLifetime()]
  for (const lifetime of [calm, hurried]) {
    lifetime.begin()
    void lifetime.end({ graceMs: 1000, exposure })
  }
  await vi.advanceTimersByTimeAsync(5000)
  expect(calm.grace.aborted).toBe(false)
  void hurried.end({ graceMs: 1000, exposure }, true)
  await vi.advanceTimersByTimeAsync(600)
  expect(hurried.grace.aborted).toBe(true)
  ok(0)
  await vi.advanceTimersByTimeAsync(0)
  expect(calm.grace.aborted).toBe(true)
  vi.useRealTimers()
})
