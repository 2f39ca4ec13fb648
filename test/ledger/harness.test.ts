import { expect, test } from 'vitest'
import type { Entry, HarnessEntry, ThreadEntry } from '../../src/model/entry.ts'
import type { RunPhase } from '../../src/model/event.ts'
import { buildLedger, runEntry } from './support.ts'

function phase(name: RunPhase, t: number): Entry {
  return { entry: 'event', kind: 'phase', phase: name, t }
}

function second(t: number, facts: Partial<ThreadEntry> = {}): ThreadEntry {
  return {
    entry: 'thread',
    t,
    ms: 1000,
    thread: 'load',
    busy: 0.5,
    delayMs: { p99: 1, max: 2 },
    schedules: [],
    ...facts,
  }
}

function used(t: number, facts: Partial<HarnessEntry> = {}): HarnessEntry {
  return { entry: 'harness', t, ms: 1000, cpuMs: 500, ...facts }
}

async function build(...entries: Entry[]) {
  return (await buildLedger([runEntry(), ...entries])).harness
}

test('threads are summed over the measured part, what lies mostly within it included', async () => {
  const { threads } = await build(
    second(1000, { busy: 1, delayMs: { p99: 900, max: 900 } }),
    phase('baseline', 1400),
    second(2000, { busy: 0.2, delayMs: { p99: 7, max: 8 } }),
    second(3000, { busy: 0.4, delayMs: { p99: 3, max: 30 } }),
    second(3000, { thread: 'probes', busy: 0.1 }),
    phase('grace', 3300),
    second(3400, { ms: 400, busy: 0.6 }),
    second(5000, { busy: 1, delayMs: { p99: 900, max: 900 } }),
  )
  expect(threads).toEqual([
    { thread: 'load', busy: { mean: 0.35, most: 0.6 }, delayMs: { p99: 7, max: 30 } },
    { thread: 'probes', busy: { mean: 0.1, most: 0.1 }, delayMs: { p99: 1, max: 2 } },
  ])
})

test('arrivals of a schedule are added up', async () => {
  const { schedules } = await build(
    second(1000, { schedules: [{ traffic: 'http', arrivals: 100, punctual: 90, latestMs: 12 }] }),
    second(2000, {
      schedules: [
        { traffic: 'http', arrivals: 50, punctual: 50, latestMs: 1 },
        { traffic: 'fresh', arrivals: 5, punctual: 4, latestMs: 3 },
      ],
    }),
  )
  expect(schedules).toEqual([
    { traffic: 'http', arrivals: 150, punctual: 140, latestMs: 12 },
    { traffic: 'fresh', arrivals: 5, punctual: 4, latestMs: 3 },
  ])
})

test('the maximum of what the process used is reported, and null for what was not seen', async () => {
  const account = await build(
    used(1000, { cpuMs: 1000, files: 40, filesLimit: 1024, sockets: 10, timeWait: 9, ports: 28_232 }),
    used(2000, { cpuMs: 200, files: 60, filesLimit: 1024, sockets: 30, timeWait: 5, ports: 28_232 }),
    used(3000, { files: 50, filesLimit: 1024, sockets: 20, timeWait: 8, ports: 28_232 }),
  )
  expect(account).toMatchObject({
    processors: { mean: (1000 + 200 + 500) / 3000, most: 1 },
    files: { most: 60, limit: 1024 },
    ports: { sockets: 30, timeWait: 5, range: 28_232 },
  })
  expect(await build(used(1000))).toMatchObject({ processors: { mean: 0.5, most: 0.5 }, files: null, ports: null })
  expect(await build()).toEqual({ threads: [], schedules: [], processors: null, files: null, ports: null })
})

test('how late each thread was is kept second by second, outside the measured part too', async () => {
  const ledger = await buildLedger([
    runEntry(),
    second(2000, { delayMs: { p99: 7, max: 8 } }),
    second(1000, { thread: 'main', delayMs: { p99: 40, max: 90 } }),
    second(1000),
  ])
  expect(ledger.delays).toEqual({
    load: [
      { from: 0, to: 1000, ms: 2 },
      { from: 1000, to: 2000, ms: 8 },
    ],
    main: [{ from: 0, to: 1000, ms: 90 }],
  })
})
