import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { startClock } from '../../../src/model/clock.ts'
import type { Entry } from '../../../src/model/entry.ts'
import { addOutcomes, countAttempts, noOutcomes } from '../../../src/model/outcome.ts'
import type { FromWorker, ToWorker, WorkerPlan } from '../../../src/model/worker.ts'
import { type FaultyServer, startFaultyServer } from '../../fixtures/faulty-server.ts'
import { request, until } from '../../traffic/kinds/http/rig.ts'

let server: FaultyServer
afterEach(() => server.close())

const clock = startClock()

function planFor(url: string, rate?: number): WorkerPlan {
  const base = { kind: 'http' as const, connections: 20, timeoutMs: 1_000, requests: [request()] }
  return {
    thread: 'load',
    origin: clock.origin,
    url,
    tls: { insecure: false },
    generation: { by: 'header', name: 'X-Generation' },
    traffic: [
      { ...base, name: 'one' },
      { ...base, name: 'two', rate: rate ?? 500 },
    ],
    retrying: false,
    graceMs: 1_000,
  }
}

interface Thread {
  entries: Entry[]
  said: string[]
  say(message: ToWorker): void
  ended: Promise<number>
}

/** The thread as `npm run build` made it: a worker cannot be started from TypeScript on all supported versions of Node. */
function startThread(plan: WorkerPlan): Thread {
  const worker = new Worker(new URL('../../../dist/run/threads/traffic.js', import.meta.url), { workerData: plan })
  const entries: Entry[] = []
  const said: string[] = []
  worker.on('message', (message: FromWorker) => {
    said.push(message.type)
    if (message.type === 'entries') entries.push(...message.entries)
  })
  const ended = new Promise<number>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', resolve)
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  return { entries, said, say: (message) => worker.postMessage(message), ended }
}

const totalsOf = (entries: Entry[]) => entries.filter((entry) => entry.entry === 'total')

describe('the load thread', () => {
  test('says ready, sends from start to stop, hands over an account that balances, and ends by itself', async () => {
    server = await startFaultyServer({ faults: ['fin', '503'], every: 200, headers: { 'X-Generation': 'first' } })
    const thread = startThread(planFor(server.url))
    await until(() => thread.said.includes('ready'), 'ready')
    expect(server.requests()).toBe(0)
    await until(() => server.connections() === 40, 'all connections made ahead')
    const at = clock.now()
    thread.say({ type: 'start', at, measureFrom: at + 200 })
    await until(() => server.requests() >= 10_000, '10,000 requests')
    expect(thread.entries.length).toBeGreaterThan(0)
    thread.say({ type: 'stop', hurried: false })
    expect(await thread.ended).toBe(0)
    expect(thread.said.at(-1)).toBe('done')

    const totals = totalsOf(thread.entries)
    expect(totals.map(({ traffic }) => traffic)).toEqual(['one', 'two'])
    const all = totals.reduce((sum, { outcomes }) => addOutcomes(sum, outcomes), noOutcomes())
    const { fin, '503': busy } = server.counts()
    expect(all).toEqual({ ...noOutcomes(), ok: server.requests() - fin - busy, dropped: fin, status: busy })
    expect(totals.reduce((sum, { begun }) => sum + begun, 0)).toBe(server.requests())
    for (const { traffic, outcomes } of totals) {
      const buckets = thread.entries.filter((entry) => entry.entry === 'bucket' && entry.traffic === traffic)
      const inBuckets = buckets.reduce(
        (sum, bucket) => addOutcomes(sum, 'outcomes' in bucket ? bucket.outcomes : {}),
        noOutcomes(),
      )
      expect(inBuckets).toEqual(outcomes)
      expect(countAttempts(outcomes)).toBeGreaterThan(50)
    }
    // Each tells of the generation on a connection made ahead, and once more on the first that was made for an arrival.
    const sights = thread.entries.filter((entry) => entry.entry === 'event' && entry.kind === 'generation-seen')
    const told = sights.map((entry) =>
      'newConnection' in entry ? `${entry.traffic}, new: ${entry.newConnection}` : '',
    )
    expect(told).toEqual(expect.arrayContaining(['one, new: false', 'two, new: false']))
    expect(new Set(told).size).toBe(told.length)
  })

  test('what goes wrong in it is its error event', async () => {
    server = await startFaultyServer()
    const plan = planFor(server.url)
    const broken = {
      ...plan,
      traffic: plan.traffic.map((spec) => ({ ...spec, requests: [request({ method: 'BREW' })] })),
    }
    await expect(startThread(broken).ended).rejects.toThrow('BREW')
  })
})
