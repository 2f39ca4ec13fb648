import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { getPriority } from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import { countAttempts } from '../../../src/model/outcome.ts'
import type { KnownTraffic } from '../../../src/traffic/index.ts'
import { type FaultyServer, startFaultyServer } from '../../fixtures/faulty-server.ts'
import { requestTo } from '../../net/client-context.ts'
import { startProbeThread, until } from '../../traffic/probe-thread.ts'

let server: FaultyServer
afterEach(() => server.close())

const base = { requests: [requestTo('/')], timeoutMs: 5_000 }
const TRAFFIC: KnownTraffic[] = [
  { ...base, kind: 'fresh', name: 'fresh', rate: 200, sources: [] },
  { ...base, kind: 'keepalive', name: 'keepalive', connections: 10, everyMs: 50 },
  { ...base, kind: 'slow', name: 'slow', connections: 2, requests: [requestTo('/slow')] },
  { ...base, kind: 'idle', name: 'idle', connections: 5 },
]

function raisedThreads(): number[] {
  const threads = readdirSync('/proc/self/task').map(Number)
  return threads.filter((thread) => getPriority(thread) < 0)
}

/** nice(1) says on its stderr that it may not, and goes on. */
function mayRaise(): boolean {
  return spawnSync('nice', ['-n', '-10', 'true'], { encoding: 'utf8' }).stderr === ''
}

describe('the thread of the probes', () => {
  test('says ready, sends, posts slots while it runs, totals and done at the end, and ends', async () => {
    server = await startFaultyServer({ faults: ['503'], every: 20, delayMs: 20, headers: { 'X-Generation': 'one' } })
    const { post, ended, messages, entries, total } = startProbeThread(server.url, TRAFFIC)
    await until(() => messages.length > 0)
    expect(messages).toEqual([{ type: 'ready' }])
    expect(server.requests()).toBe(0)

    post({ type: 'start', at: 0, measureFrom: 300 })
    await until(() => server.requests() >= 300)
    post({ type: 'restart', index: 0, phase: 'begun' })
    post({ type: 'restart', index: 0, phase: 'settled' })
    await until(() => server.requests() >= 600)
    expect(entries().filter(({ entry }) => entry === 'bucket').length).toBeGreaterThan(4)
    post({ type: 'stop', hurried: false })
    expect(await ended).toBe(0)
    expect(messages.at(-1)).toEqual({ type: 'done' })

    const sums = TRAFFIC.map(({ name }) => total(name))
    for (const { begun, outcomes } of sums) expect(countAttempts(outcomes)).toBe(begun)
    expect(sums.reduce((sum, { begun }) => sum + begun, 0)).toBe(server.requests())
    expect(sums.reduce((sum, { outcomes }) => sum + outcomes.status, 0)).toBe(server.counts()['503'])
    expect(entries().filter(({ entry }) => entry === 'lifeline').length).toBe(5)
    expect(
      entries().filter((entry) => entry.entry === 'event' && entry.kind === 'generation-seen').length,
    ).toBeGreaterThanOrEqual(4)
  })

  test('comes before what shares the machine, where it may, and nothing else of the process does', async () => {
    server = await startFaultyServer({})
    const before = raisedThreads()
    const { post, ended, messages } = startProbeThread(server.url, TRAFFIC)
    await until(() => messages.length > 0)
    expect(raisedThreads().length - before.length).toBe(mayRaise() ? 1 : 0)
    expect(getPriority()).toBe(0)
    post({ type: 'stop', hurried: false })
    await ended
  })

  test('ends also when it is stopped before it was started', async () => {
    server = await startFaultyServer({})
    const { post, ended, messages } = startProbeThread(server.url, TRAFFIC)
    post({ type: 'stop', hurried: false })
    expect(await ended).toBe(0)
    expect(messages.at(-1)).toEqual({ type: 'done' })
    expect(server.requests()).toBe(0)
  })
})
