import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { afterEach, describe, expect, test } from 'vitest'
import { noOutcomes } from '../../src/model/outcome.ts'
import { type FaultyOptions, type FaultyServer, startFaultyServer } from '../fixtures/faulty-server.ts'
import { fixture, type RunOptions, startRun, type Tally, until } from '../traffic/kinds/http/rig.ts'
import { runBare, type SlowServer, shareOfSlots, startSlowServer } from './bare.ts'

// What autocannon 9.0.0 does by itself, and what is done about it; numbers as in docs/explain/autocannon.md. Where a test of the bare
// library fails after an upgrade, what mends that trap may have become wrong: look before raising the version.

const require = createRequire(import.meta.url)

const servers: (FaultyServer | SlowServer)[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function faulty(options: FaultyOptions = {}): Promise<FaultyServer> {
  const server = await startFaultyServer(options)
  servers.push(server)
  return server
}

async function slow(delayMs: number): Promise<SlowServer> {
  const server = await startSlowServer(delayMs)
  servers.push(server)
  return server
}

/** Ours, until the server has read so many requests. */
async function runOurs(server: FaultyServer, requests: number, options: Partial<RunOptions> = {}): Promise<Tally> {
  const run = await startRun({ url: server.url, ...options })
  await until(() => server.requests() >= requests, `${requests} requests`)
  return run.stop()
}

test('the version is the one that all of this was found out about', () => {
  expect(require('autocannon/package.json')).toMatchObject({ version: '9.0.0' })
})

describe('1: FIN instead of a response', () => {
  test('bare: no error, no event', async () => {
    const server = await faulty({ faults: ['fin'], every: 20 })
    const { errors } = await runBare({ url: server.url })
    expect(server.counts().fin).toBeGreaterThan(5)
    expect(errors).toBe(0)
  })

  test('ours: dropped, each of them', async () => {
    const server = await faulty({ faults: ['fin'], every: 100 })
    const { outcomes } = await runOurs(server, 3_000)
    expect(outcomes.dropped).toBe(server.counts().fin)
  })
})

describe('2: the queue of pending requests outlives its connection', () => {
  const paths = ['/404', '/204'] as const

  test('bare: responses are taken for answers to earlier requests', async () => {
    const server = await faulty({ faults: ['fin'], every: 99 })
    let mismatched = 0
    const requests = paths.map((path) => ({
      path,
      onResponse: (status: number) => void (mismatched += Number(`/${status}` !== path)),
    }))
    await runBare({ url: server.url, requests })
    expect(mismatched).toBeGreaterThan(10)
  })

  test('ours: each response belongs to the request on its own connection', async () => {
    const server = await faulty({ faults: ['fin'], every: 99 })
    const requests = paths.map((path) => ({
      path,
      expect: { status: [{ from: Number(path.slice(1)), to: Number(path.slice(1)) }] },
    }))
    const { outcomes } = await runOurs(server, 3_000, { requests })
    expect(server.counts().fin).toBeGreaterThan(10)
    expect(outcomes.status).toBe(0)
  })
})

describe('3: the parser outlives its connection', () => {
  test('bare: a truncated body swallows the next response, and the connection is stuck', async () => {
    const server = await faulty({ faults: ['fin-in-body'], every: 10 })
    await runBare({ url: server.url, connections: 1 })
    expect(server.requests()).toBeLessThan(20)
  })

  test('ours: it starts afresh', async () => {
    const server = await faulty({ faults: ['fin-in-body'], every: 10 })
    const { outcomes } = await runOurs(server, 1_000, { connections: 1 })
    expect(outcomes.truncated).toBe(server.counts()['fin-in-body'])
    expect(outcomes.ok).toBe(server.requests() - outcomes.truncated)
  })
})

describe('4: a body that ends with its connection', () => {
  test('bare: never completes', async () => {
    const server = await faulty()
    const result = await runBare({ url: `${server.url}/eof` })
    expect(server.requests()).toBeGreaterThan(10)
    expect(result['2xx']).toBe(0)
  })

  test('ours: completes', async () => {
    const server = await faulty()
    const { outcomes } = await runOurs(server, 100, { requests: [{ path: '/eof' }] })
    expect(outcomes.ok).toBe(server.requests())
  })
})

describe('5: Connection: close on a response', () => {
  test('bare: the next request is written all the same', async () => {
    const server = await faulty()
    await runBare({ url: `${server.url}/close-lingering` })
    expect(server.late()).toBe(10)
  })

  test('ours: the next request goes on a new connection', async () => {
    const server = await faulty()
    const { outcomes } = await runOurs(server, 100, { requests: [{ path: '/close-lingering' }] })
    expect(server.late()).toBe(0)
    expect(outcomes.ok).toBe(server.requests())
  })
})

describe('6: reconnecting on purpose', () => {
  test('bare: reconnectRate leaves out the responses before each reconnect', async () => {
    const server = await faulty()
    const result = await runBare({ url: server.url, reconnectRate: 2 })
    // Those in flight at the end aside, the server answered all of them.
    expect(result['2xx']).toBeLessThan((server.requests() - 10) * 0.6)
  })

  test('ours: the last answer of a connection counts like any other', async () => {
    const server = await faulty({ faults: ['close-announced'], every: 2 })
    const { outcomes } = await runOurs(server, 500)
    expect(outcomes.ok).toBe(server.requests())
  })
})

describe('7: refused connections', () => {
  test('bare: tried again at once, without a pause', async () => {
    const server = await faulty({ port: 23_841 })
    await server.closeListener()
    const { errors } = await runBare({ url: server.url })
    expect(errors).toBeGreaterThan(400)
  })

  test('ours: at most 20 a second and connection', async () => {
    const server = await faulty({ port: 23_842 })
    await server.closeListener()
    const run = await startRun({ url: server.url, connections: 10 })
    const since = run.now()
    await until(() => run.tally.outcomes.refused >= 150, '150 refusals')
    const seconds = (run.now() - since) / 1_000
    const { outcomes, begun } = await run.stop()
    expect(outcomes).toEqual({ ...noOutcomes(), refused: begun })
    // Ten at once at the start, and those that were under way when the time was read.
    expect(begun).toBeLessThanOrEqual(10 * 20 * seconds + 20)
  })
})

describe('8: requests sent', () => {
  test('bare: with a rate, counts more than were sent', async () => {
    const server = await faulty()
    const { requests } = await runBare({ url: server.url, overallRate: 100 })
    expect(requests.sent).toBeGreaterThanOrEqual(server.requests() + 80)
  })

  test('ours: what was begun is what the server got', async () => {
    const server = await faulty()
    const { begun } = await runOurs(server, 100, { rate: 200 })
    expect(begun).toBe(server.requests())
  })
})

describe('9: certificates', () => {
  const pem = fixture('faulty-loopback.pem')

  test('bare: never verified, even when asked to', async () => {
    const server = await faulty({ tls: { key: pem, cert: pem } })
    const result = await runBare({ url: server.url, tlsOptions: { rejectUnauthorized: true } })
    expect(result['2xx']).toBeGreaterThan(10)
  })

  test('ours: verified unless asked not to', async () => {
    const server = await faulty({ tls: { key: pem, cert: pem } })
    const run = await startRun({ url: server.url, connections: 2 })
    await until(() => run.tally.attempts.length >= 2, '2 attempts')
    const { outcomes, begun } = await run.stop()
    expect(outcomes).toEqual({ ...noOutcomes(), invalid: begun })
    expect(server.requests()).toBe(0)
  })
})

describe('10: a rate', () => {
  test('bare: goes out in bursts, most 100 ms slots are empty', async () => {
    const server = await slow(0)
    await runBare({ url: server.url, overallRate: 500, duration: 3 })
    expect(server.times.length).toBeGreaterThan(500)
    expect(shareOfSlots(server.times)).toBeLessThan(0.5)
  })

  test('ours: is even, no 100 ms slot is empty', async () => {
    const server = await slow(0)
    const run = await startRun({ url: server.url, rate: 500 })
    await until(() => server.times.length >= 1_000, '1,000 requests')
    await run.stop()
    expect(shareOfSlots(server.times)).toBe(1)
  })
})

describe('11: coordinated omission', () => {
  test('bare: corrects by an interval of a millisecond, whatever the rate, and so makes up latencies', async () => {
    const server = await slow(200)
    const result = await runBare({ url: server.url, connections: 1, connectionRate: 5, duration: 2 })
    // At 5/s a request is due every 200 ms: after an answer that took 200 ms there is next to nothing to correct.
    expect(result.latency.totalCount).toBeGreaterThan(result['2xx'] * 50)
  })

  test('ours: each answer has one latency, from when it was due', async () => {
    const server = await slow(200)
    const run = await startRun({ url: server.url, connections: 1, rate: 10, keepOks: true })
    await until(() => server.times.length >= 5, '5 requests')
    const { oks } = await run.stop()
    expect(oks.length).toBe(server.times.length)
    const latencies = oks.map(({ due, end }) => end - due)
    // Each waits 100 ms longer than the one before.
    expect(latencies).toEqual(latencies.toSorted((a, b) => a - b))
    expect(latencies.at(-1)).toBeGreaterThan(500)
  })
})

describe('12: in flight at the end', () => {
  test('bare: thrown away', async () => {
    const server = await faulty({ faults: ['silence'], every: 1 })
    const result = await runBare({ url: server.url })
    expect(server.requests()).toBe(10)
    expect([result['2xx'], result.errors, result.timeouts]).toEqual([0, 0, 0])
  })

  test('ours: unfinished', async () => {
    const server = await faulty({ faults: ['silence'], every: 1 })
    const { outcomes } = await runOurs(server, 10, { graceMs: 100 })
    expect(outcomes).toEqual({ ...noOutcomes(), unfinished: 10 })
  })
})

describe('13: an amount of requests', () => {
  test('bare: counts tries, so answers are missing and nothing says so', async () => {
    const server = await faulty({ faults: ['fin'], every: 10 })
    const result = await runBare({ url: server.url, amount: 200 })
    expect(result['2xx']).toBeLessThan(200)
    expect(result.errors).toBe(0)
  })

  test('ours: there is no amount, and each try has its outcome', async () => {
    const server = await faulty({ faults: ['fin'], every: 10 })
    const { outcomes, begun } = await runOurs(server, 200)
    expect(outcomes.ok + outcomes.dropped).toBe(begun)
    expect(begun).toBe(server.requests())
  })
})

describe('14: workers', () => {
  test('bare: connections are divided and floored, the rate is not divided', async () => {
    const server = await faulty()
    const { requests } = await runBare({ url: server.url, workers: 2, connections: 3, overallRate: 100, duration: 2 })
    expect(server.connections()).toBe(2)
    expect(requests.total).toBeGreaterThan(300)
  })

  test('ours: one thread has them all', async () => {
    const server = await faulty()
    await runOurs(server, 100, { connections: 3, rate: 100 })
    expect(server.connections()).toBe(3)
  })
})

describe('15: the timeout', () => {
  test('bare: belongs to the connection, and each request put on it puts it off', async () => {
    // Four at a time, one answer each 400 ms: each takes 1.6 s, where the limit is 1 s.
    const server = await slow(400)
    const { timeouts } = await runBare({ url: server.url, connections: 1, pipelining: 4, timeout: 1, duration: 3 })
    expect(server.times.length).toBeGreaterThan(5)
    expect(timeouts).toBe(0)
  })

  test('ours: belongs to the attempt, and counts from when it was due', async () => {
    const server = await slow(150)
    const run = await startRun({ url: server.url, connections: 1, rate: 20, timeoutMs: 250 })
    await until(() => run.tally.begun >= 20, '20 arrivals')
    const { outcomes, begun } = await run.stop()
    expect(outcomes.timeout).toBeGreaterThan(5)
    expect(outcomes.ok + outcomes.timeout).toBe(begun)
  })
})

describe('16: the exit code', () => {
  test('bare: 0, although no request was answered', async () => {
    const server = await faulty({ port: 23_843 })
    await server.closeListener()
    const cli = require.resolve('autocannon/autocannon.js')
    const { status } = spawnSync(process.execPath, [cli, '-n', '-d', '1', '-c', '2', server.url], { stdio: 'ignore' })
    expect(status).toBe(0)
  })

  test('ours: is the verdict, which rests on outcomes such as these', async () => {
    const server = await faulty({ port: 23_844 })
    await server.closeListener()
    const run = await startRun({ url: server.url, connections: 2 })
    await until(() => run.tally.outcomes.refused > 0, 'a refusal')
    const { outcomes, begun } = await run.stop()
    expect(outcomes.refused).toBe(begun)
  })
})

// What ours does there: test/traffic/kinds/http/answers.real.test.ts.
describe('further ones, of its parser', () => {
  test.each([
    ['17: HEAD', { method: 'HEAD' }, ''],
    ['18: a 304 with a Content-Length', { method: 'GET' }, '/304'],
  ])('%s. Bare: waits for a body that never comes', async (_, options, path) => {
    const server = await faulty()
    const { requests } = await runBare({ url: server.url + path, ...options })
    expect(requests.total).toBe(0)
  })

  test('19: bytes after a response. Bare: taken for the answer to the next request', async () => {
    const server = await faulty()
    let mismatched = 0
    const onResponse = (status: number) => void (mismatched += Number(status !== 404))
    await runBare({ url: server.url, connections: 1, requests: [{ path: '/extra' }, { path: '/404', onResponse }] })
    expect(mismatched).toBeGreaterThan(10)
  })

  test('20: interim responses. Bare: taken for final ones', async () => {
    const server = await faulty()
    let interim = 0
    const onResponse = (status: number) => void (interim += Number(status === 103))
    await runBare({ url: server.url, connections: 1, requests: [{ path: '/103', onResponse }] })
    expect(interim).toBeGreaterThan(10)
  })
})
