import { expect, test } from 'vitest'
import { startClock } from '../../src/model/clock.ts'
import type { Entry } from '../../src/model/entry.ts'
import { watchHarness } from '../../src/run/harness.ts'

test('what the process used is reported at the end at the latest, and a main thread that stood still at once', async () => {
  const entries: Entry[] = []
  const stop = watchHarness(startClock(), (more) => entries.push(...more))
  const until = performance.now() + 700
  await new Promise((resolve) => setTimeout(resolve, 30))
  while (performance.now() < until) Math.sqrt(2)
  await new Promise((resolve) => setTimeout(resolve, 50))
  stop()
  const told = entries.map((entry) => (entry.entry === 'event' ? entry.kind : entry.entry))
  // A busy machine may add stalls of its own.
  expect(told.slice(0, -2)).toContain('harness-stalled')
  expect(new Set(told.slice(0, -2)).size).toBe(1)
  expect(told.slice(-2)).toEqual(['thread', 'harness'])
  const thread = entries.find((entry) => entry.entry === 'thread')
  expect(thread?.delayMs.max).toBeGreaterThan(500)
  expect(thread?.busy).toBeGreaterThan(0.5)
  const harness = entries.find((entry) => entry.entry === 'harness')
  expect(harness?.cpuMs).toBeGreaterThan(0)
  expect(harness?.files).toBeGreaterThan(2)
  expect(harness?.ports).toBeGreaterThan(0)
})
