import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { type FaultyServer, startFaultyServer } from '../../../fixtures/faulty-server.ts'
import { countBy, prepareRun, startRun, sum, until } from './rig.ts'

let server: FaultyServer
afterEach(() => server.close())

describe('the open loop', () => {
  test('spreads its arrivals evenly over each second', async () => {
    server = await startFaultyServer()
    const run = await startRun({ url: server.url, connections: 20, rate: 2_000, keepOks: true })
    await until(() => run.tally.begun >= 5_000, '5,000 arrivals')
    const tally = await run.stop()
    const dues = tally.oks.map(({ due }) => due).toSorted((a, b) => a - b)
    const first = dues[0] ?? 0
    const slots = countBy(dues, (due) => String(Math.floor((due - first) / 100)))
    const counts = Object.values(slots).slice(0, -1)
    expect(counts.length).toBeGreaterThan(20)
    // 200 are due in each 100 ms; autocannon's own rate leaves most slots empty.
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(199)
    expect(Math.max(...counts)).toBeLessThanOrEqual(201)
    expect(tally.outcomes.ok).toBe(server.requests())
  })

  test.each([
    ['also at a rate that is no whole number', 7.5, 11, 0],
    ['also where it is stopped right after a pause of its own', 100, 20, 300],
  ])('sends as many as are due, %s', async (_, rate, arrivals, standStillMs) => {
    server = await startFaultyServer()
    const { load, tally, now } = await prepareRun({ url: server.url, connections: 3, rate })
    const at = now() + 50
    load.start(at)
    await until(() => tally.begun >= arrivals, `${arrivals} arrivals`)
    for (const end = now() + standStillMs; now() < end; );
    const due = () => Math.floor(((now() - at) / 1_000) * rate) + 1
    const before = due()
    const stopped = load.stop()
    const after = due()
    await stopped
    expect(tally.begun).toBeGreaterThanOrEqual(before)
    expect(tally.begun).toBeLessThanOrEqual(after)
    expect(server.requests()).toBe(tally.begun)
  })

  test('goes on while answers are late, and counts their latency from when they were due', async () => {
    // One connection, each answer takes 50 ms: 20 a second can be served where 40 a second are due.
    server = await startFaultyServer({ delayMs: 50 })
    const run = await startRun({ url: server.url, connections: 1, rate: 40, keepOks: true, graceMs: 20_000 })
    await until(() => run.tally.begun >= 40, '40 arrivals')
    const tally = await run.stop()
    expect(tally.outcomes.ok).toBe(tally.begun)
    const last = tally.oks.at(-1)
    // About 20 were waiting before the last one.
    expect((last?.end ?? 0) - (last?.due ?? 0)).toBeGreaterThan(500)
    expect(server.connections()).toBe(1)
  })

  test('uses all connections in turn', async () => {
    server = await startFaultyServer()
    const requests = [{ path: '/close' }]
    const run = await startRun({ url: server.url, connections: 8, rate: 200, requests, keepOks: true })
    await until(() => run.tally.outcomes.ok >= 40, '40 answers')
    const tally = await run.stop()
    // Eight connections were made ahead: a line that was taken twice among the first eight would have opened another one.
    const opened = tally.oks.toSorted((a, b) => a.due - b.due).map(({ newConnection }) => newConnection)
    expect(opened.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => false))
    expect(opened.slice(8).every((one) => one)).toBe(true)
  })
})

describe('timeouts', () => {
  test('queue: an arrival that finds no free connection in time', async () => {
    server = await startFaultyServer({ faults: ['silence'], every: 1 })
    const run = await startRun({ url: server.url, connections: 2, rate: 500, timeoutMs: 300 })
    await until(() => run.tally.attempts.filter(({ phase }) => phase === 'queue').length >= 20, '20 in the queue')
    const tally = await run.stop()
    expect(tally.outcomes.timeout).toBe(tally.begun)
    const phases = countBy(tally.attempts, ({ phase }) => phase)
    // A silent connection is as good as lost to its user: those that get one wait for headers, which is what the server saw.
    expect(phases['headers']).toBe(server.requests())
    // One that left the queue in its last moment may run out of time while connecting.
    expect((phases['queue'] ?? 0) + (phases['connect'] ?? 0)).toBe(tally.begun - server.requests())
    const queued = tally.attempts.find(({ phase }) => phase === 'queue')
    expect(queued).toMatchObject({ outcome: 'timeout', bytesWritten: 0, connection: { id: 0 }, retryable: false })
    expect(queued?.sent).toBeUndefined()
  })

  test('tls: a server that accepts and then says nothing', async () => {
    server = await startFaultyServer({ faults: ['silence'], every: 1 })
    const url = server.url.replace('http', 'https')
    const run = await startRun({ url, connections: 2, timeoutMs: 200 })
    await until(() => run.tally.attempts.length >= 4, '4 attempts')
    const tally = await run.stop()
    expect(countBy(tally.attempts, ({ outcome, phase }) => `${outcome} in ${phase}`)).toEqual({
      'timeout in tls': tally.begun,
    })
    expect(server.requests()).toBe(0)
  })

  test('connect: an accept queue that is full', async () => {
    server = await startFaultyServer()
    const full = await fillAcceptQueue()
    const run = await startRun({ url: full.url, connections: 1, rate: 50, timeoutMs: 300 })
    await until(() => run.tally.outcomes.timeout >= 5, '5 timeouts')
    const tally = await run.stop()
    full.close()
    expect(tally.attempts.filter(({ phase }) => phase === 'connect').length).toBeGreaterThan(0)
    expect(countBy(tally.attempts, ({ outcome }) => outcome)).toEqual({ timeout: tally.begun })
    expect(tally.attempts.every(({ bytesWritten }) => bytesWritten === 0)).toBe(true)
  })

  test('count from when the request was due, whatever was written on its connection since', async () => {
    server = await startFaultyServer({ delayMs: 150 })
    // Each answer is in time for itself, but what waits behind another is not.
    const run = await startRun({ url: server.url, connections: 1, rate: 20, timeoutMs: 250 })
    await until(() => run.tally.begun >= 20, '20 arrivals')
    const tally = await run.stop()
    expect(tally.outcomes.timeout).toBeGreaterThan(5)
    expect(tally.outcomes.ok + tally.outcomes.timeout).toBe(tally.begun)
  })
})

describe('at the stop', () => {
  test('what is in flight gets the grace period to end', async () => {
    server = await startFaultyServer({ delayMs: 300 })
    const run = await startRun({ url: server.url, connections: 5 })
    await until(() => server.requests() >= 5, '5 requests in flight')
    const tally = await run.stop()
    expect(tally.outcomes.ok).toBe(5)
    expect(tally.begun).toBe(5)
  })

  test('what is still unanswered then is unfinished, in its phase', async () => {
    server = await startFaultyServer({ faults: ['silence', 'silence-in-body'], every: 1 })
    const run = await startRun({ url: server.url, connections: 4, rate: 100, graceMs: 100 })
    await until(() => run.tally.begun >= 20, '20 arrivals')
    const tally = await run.stop()
    expect(tally.outcomes.unfinished).toBe(tally.begun)
    expect(countBy(tally.attempts, ({ phase }) => phase)).toEqual({ headers: 2, body: 2, queue: tally.begun - 4 })
  })

  test('and while dialling as well', async () => {
    server = await startFaultyServer()
    const full = await fillAcceptQueue()
    const { load, tally, now } = await prepareRun({ url: full.url, connections: 2, timeoutMs: 1_000, graceMs: 50 })
    load.start(now())
    await until(() => tally.begun === 2, 'both lines to dial')
    await load.stop()
    full.close()
    expect(countBy(tally.attempts, ({ outcome, phase }) => `${outcome} in ${phase}`)).toEqual({
      'unfinished in connect': 2,
    })
  })

  test('a run that never began stops all the same', async () => {
    server = await startFaultyServer()
    const { load, tally } = await prepareRun({ url: server.url })
    await load.stop()
    expect([tally.begun, sum(tally.outcomes), server.requests()]).toEqual([0, 0, 0])
    expect(server.connections()).toBe(10)
  })
})

describe('stalls of its own', () => {
  test('attempts that time out across one are local, and the stall is reported', async () => {
    server = await startFaultyServer({ faults: ['silence'], every: 1 })
    const run = await startRun({ url: server.url, connections: 3, timeoutMs: 400 })
    await until(() => server.requests() >= 3, '3 requests')
    const end = Date.now() + 1_000
    while (Date.now() < end);
    await until(() => run.tally.attempts.length >= 3, '3 attempts')
    const tally = await run.stop()
    expect(tally.attempts.slice(0, 3).map(({ outcome }) => outcome)).toEqual(['local', 'local', 'local'])
    // A busy machine may add stalls of its own; this one is as long as it was made, and told once.
    const stalls = tally.events.filter((event) => event.kind === 'harness-stalled')
    expect(stalls.filter(({ ms }) => ms >= 900)).toHaveLength(1)
  })

  test('a shorter one is enough where it took most of a short timeout, and is reported by the attempts alone', async () => {
    server = await startFaultyServer({ faults: ['silence'], every: 1 })
    const run = await startRun({ url: server.url, connections: 3, timeoutMs: 200 })
    await until(() => server.requests() >= 3, '3 requests')
    const end = Date.now() + 300
    while (Date.now() < end);
    await until(() => run.tally.attempts.length >= 3, '3 attempts')
    const tally = await run.stop()
    expect(tally.attempts.slice(0, 3).map(({ outcome, code }) => [outcome, code])).toEqual(
      Array.from({ length: 3 }, () => ['local', 'HARNESS_STALLED']),
    )
  })

  test('arrivals that leave late although a connection was free are reported, all in one', async () => {
    server = await startFaultyServer()
    const run = await startRun({ url: server.url, connections: 100, rate: 500 })
    await until(() => server.requests() >= 50, '50 requests')
    const end = Date.now() + 250
    while (Date.now() < end);
    await until(() => server.requests() >= 250, '250 requests')
    const tally = await run.stop()
    const behind = tally.events.filter((event) => event.kind === 'generator-behind')
    expect(behind.length).toBeGreaterThan(0)
    expect(behind.length).toBeLessThanOrEqual(2)
    expect(behind[0]?.arrivals).toBeGreaterThan(50)
    expect(tally.outcomes.ok).toBe(tally.begun)
  })
})

/** A port of which the kernel drops each further SYN: nobody accepts, and the queue of those waiting is full. */
async function fillAcceptQueue(): Promise<{ url: string; close: () => void }> {
  // The listener's thread never gets to accept anything.
  const code = `
    const { createServer } = require('node:net')
    const { parentPort, workerData } = require('node:worker_threads')
    const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port)
      setImmediate(() => Atomics.wait(new Int32Array(workerData), 0, 0))
    })`
  const flag = new SharedArrayBuffer(4)
  const worker = new Worker(code, { eval: true, workerData: flag })
  const port = await new Promise<number>((resolve) => worker.once('message', resolve))
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  // One more than the backlog fits into the queue: tcp(7), listen(2).
  await until(() => readAcceptQueue(port) > 1, 'a full accept queue')
  const close = () => {
    for (const filler of fillers) filler.destroy()
    Atomics.store(new Int32Array(flag), 0, 1)
    Atomics.notify(new Int32Array(flag), 0)
    void worker.terminate()
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

/** How many connections of a listener on 127.0.0.1 wait to be accepted: `rx_queue` of its line in /proc/net/tcp, proc(5). */
function readAcceptQueue(port: number): number {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const lines = readFileSync('/proc/net/tcp', 'latin1').split('\n')
  const listener = lines
    .map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[1] === local && fields[3] === '0A')
  return Number.parseInt(listener?.[4]?.split(':')[1] ?? '0', 16)
}
