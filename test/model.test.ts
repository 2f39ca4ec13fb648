import { expect, test } from 'vitest'
import { isRetryable } from '../src/model/attempt.ts'
import { addOutcomes, countAttempts, countFailures, noOutcomes } from '../src/model/outcome.ts'

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
