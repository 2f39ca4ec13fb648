import { expect, test } from 'vitest'
import { createSample } from '../../src/ledger/sample.ts'
import type { Attempt } from '../../src/model/attempt.ts'
import { failedAttempt } from './support.ts'

function fill(most: number, parts: { restart: number; count: number; facts?: Partial<Attempt> }[]) {
  const sample = createSample<number>(most)
  let number = 0
  for (const { restart, count, facts } of parts) {
    for (let i = 0; i < count; i += 1) sample.add(number++, { ...failedAttempt, ...facts }, restart)
  }
  return sample
}

test('few are kept, all of them', () => {
  const sample = fill(10, [{ restart: 1, count: 10 }])
  expect(sample.kept()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(sample.groups()).toMatchObject([{ restart: 1, count: 10, kept: 10 }])
})

test('what a long outage leaves does not crowd out what comes later, and all are counted', () => {
  const sample = fill(100, [
    { restart: 1, count: 100_000, facts: { outcome: 'refused' } },
    { restart: 2, count: 40, facts: { outcome: 'dropped' } },
    { restart: 2, count: 1, facts: { outcome: 'dropped', code: 'FIN' } },
    { restart: 3, count: 20, facts: { outcome: 'dropped' } },
  ])
  expect(sample.groups().map(({ restart, outcome, count }) => [restart, outcome, count])).toEqual([
    [1, 'refused', 100_000],
    [2, 'dropped', 40],
    [2, 'dropped', 1],
    [3, 'dropped', 20],
  ])
  expect(sample.kept().length).toBeLessThanOrEqual(100)
  for (const { kept, count } of sample.groups()) expect(kept).toBeGreaterThanOrEqual(Math.min(count, 20))
})

test('those that are kept of a group are spread over all of it', () => {
  const kept = fill(100, [{ restart: 1, count: 10_000 }]).kept()
  const gaps = kept.slice(1).map((one, i) => one - (kept[i] ?? 0))
  expect(new Set(gaps).size).toBe(1)
  expect(kept.at(-1)).toBeGreaterThan(9500)
})
