import { expect, test } from 'vitest'
import { startClock } from '../../src/model/clock.ts'
import type { Entry } from '../../src/model/entry.ts'
import { readSockets, watchHarness } from '../../src/run/harness.ts'

test('the sockets of both families are counted, with those in TIME_WAIT', () => {
  const files: Record<string, string> = {
    sockstat: 'sockets: used 20160\nTCP: inuse 108 orphan 7 tw 3013 alloc 20113 mem 5776\nUDP: inuse 9 mem 0\n',
    sockstat6: 'TCP6: inuse 20\nUDP6: inuse 3\n',
  }
  expect(readSockets((file) => files[file] ?? '')).toEqual({ sockets: 108 + 20 + 3013, timeWait: 3013 })
  expect(readSockets((file) => (file === 'sockstat' ? (files[file] ?? '') : ''))?.sockets).toBe(108 + 3013)
  expect(readSockets(() => '')).toBeUndefined()
})

test('what the process used is told in the end at the latest, and a main thread that stood still at once', async () => {
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
