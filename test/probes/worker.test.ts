import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import type { Entry } from '../../src/model/entry.ts'
import { countAttempts, noOutcomes } from '../../src/model/outcome.ts'
import type { TrafficSpec } from '../../src/model/scenario.ts'
import type { FromWorker, ToWorker, WorkerPlan } from '../../src/model/worker.ts'
import { type FaultyServer, startFaultyServer } from '../fixtures/faulty-server.ts'
import { requestTo } from './wire.ts'

// Threads need compiled code: `npm test` builds first.
const THREAD = new URL('../../dist/probes/worker.js', import.meta.url)

let server: FaultyServer
afterEach(() => server.close())

const base = { requests: [requestTo('/')], timeoutMs: 5_000 }
const TRAFFIC: TrafficSpec[] = [
  { ...base, kind: 'fresh', name: 'fresh', rate: 200, sources: [] },
  { ...base, kind: 'keepalive', name: 'keepalive', connections: 10, everyMs: 50 },
  { ...base, kind: 'slow', name: 'slow', connections: 2, requests: [requestTo('/slow')] },
  { ...base, kind: 'idle', name: 'idle', connections: 5 },
]

function startThread() {
  const plan: WorkerPlan = {
    origin: process.hrtime.bigint(),
    url: server.url,
    tls: { insecure: false },
    generation: { by: 'header', name: 'X-Generation' },
    traffic: TRAFFIC,
    retrying: false,
    graceMs: 2_000,
  }
  const worker = new Worker(THREAD, { workerData: plan })
  const messages: FromWorker[] = []
  worker.on('message', (message: FromWorker) => messages.push(message))
  const post = (message: ToWorker) => worker.postMessage(message)
  const ended = new Promise<number>((resolve, reject) => worker.once('exit', resolve).once('error', reject))
  const entries = (): Entry[] => messages.flatMap((message) => (message.type === 'entries' ? message.entries : []))
  return { post, ended, messages, entries }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe.skipIf(!existsSync(THREAD))('the thread of the probes', () => {
  test('says ready, sends, posts slots while it runs, totals and done at the end, and ends', async () => {
    server = await startFaultyServer({ faults: ['503'], every: 20, delayMs: 20, headers: { 'X-Generation': 'one' } })
    const { post, ended, messages, entries } = startThread()
    await until(() => messages.length > 0)
    expect(messages).toEqual([{ type: 'ready' }])
    expect(server.requests()).toBe(0)

    post({ type: 'start', at: 0, measureFrom: 300 })
    await until(() => server.requests() >= 300)
    post({ type: 'restart', index: 0, phase: 'begun' })
    post({ type: 'restart', index: 0, phase: 'settled' })
    await until(() => server.requests() >= 600)
    expect(entries().filter(({ entry }) => entry === 'bucket').length).toBeGreaterThan(4)
    post({ type: 'stop' })
    expect(await ended).toBe(0)
    expect(messages.at(-1)).toEqual({ type: 'done' })

    const sums = TRAFFIC.map(({ name }) => {
      const total = entries().find((entry) => entry.entry === 'total' && entry.traffic === name)
      return total?.entry === 'total' ? total : { begun: -1, outcomes: noOutcomes() }
    })
    for (const { begun, outcomes } of sums) expect(countAttempts(outcomes)).toBe(begun)
    expect(sums.reduce((sum, { begun }) => sum + begun, 0)).toBe(server.requests())
    expect(sums.reduce((sum, { outcomes }) => sum + outcomes.status, 0)).toBe(server.counts()['503'])
    expect(entries().filter(({ entry }) => entry === 'lifeline').length).toBe(5)
    expect(
      entries().filter((entry) => entry.entry === 'event' && entry.kind === 'generation-seen').length,
    ).toBeGreaterThanOrEqual(4)
  })

  test('ends also when it is stopped before it was started', async () => {
    server = await startFaultyServer({})
    const { post, ended, messages } = startThread()
    post({ type: 'stop' })
    expect(await ended).toBe(0)
    expect(messages.at(-1)).toEqual({ type: 'done' })
    expect(server.requests()).toBe(0)
  })
})
