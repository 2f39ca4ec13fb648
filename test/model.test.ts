import { expect, onTestFinished, test, vi } from 'vitest'
import { clockFrom } from '../src/model/clock.ts'
import { addOutcomes, countAttempts, countFailures, noOutcomes } from '../src/model/outcome.ts'
import { isRetryable } from '../src/model/retryable.ts'

test('unfinished and local attempts are attempts but no failures', () => {
  const counts = addOutcomes(noOutcomes(), { ok: 5, reset: 1, status: 2, unfinished: 3, local: 4 })
  expect(countAttempts(counts)).toBe(15)
  expect(countFailures(counts)).toBe(3)
})

test('only an unanswered idempotent request on a reused connection is retryable', () => {
  const lost = { outcome: 'dropped', method: 'GET', reused: true } as const
  expect(isRetryable(lost)).toBe(true)
  expect(isRetryable({ ...lost, outcome: 'reset' })).toBe(true)
  expect(isRetryable({ ...lost, reused: false })).toBe(false)
  expect(isRetryable({ ...lost, method: 'POST' })).toBe(false)
  expect(isRetryable({ ...lost, outcome: 'truncated' })).toBe(false)
})

test('a thread that is held up while it takes over the clock does not lag behind it', () => {
  const readHrtime = process.hrtime.bigint.bind(process.hrtime)
  const origin = readHrtime()
  let readings = 0
  vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => {
    const now = readHrtime()
    // Ten milliseconds pass between the one clock and the other.
    if ((readings += 1) < 3) while (Number(readHrtime() - now) < 10e6);
    return now
  })
  onTestFinished(() => void vi.restoreAllMocks())
  const clock = clockFrom(origin)
  const before = Number(readHrtime() - origin) / 1e6
  expect(clock.now()).toBeGreaterThan(before - 1)
})
