import { createServer as createHttpServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { countAttempts } from '../../../../src/model/outcome.ts'
import { createProbe } from '../../../../src/traffic/index.ts'
import type { IdleTraffic } from '../../../../src/traffic/kinds/idle/options.ts'
import type { Probe } from '../../../../src/traffic/probe.ts'
import { contextFor, requestTo } from '../../../net/client-context.ts'
import { createMemoryRecorder, type MemoryRecorder } from '../../memory-recorder.ts'

const CONNECTIONS = 100

/** A Node server that keeps idle connections, and knows them. */
let server: Server
let sockets: Set<Socket>
let requests: number
let headers: Record<string, string>
let silent: boolean
/** How many of the next answers announce the end of their connection. */
let farewells: number

beforeEach(async () => {
  sockets = new Set()
  requests = 0
  headers = { 'X-Generation': 'one' }
  silent = false
  farewells = 0
  server = createHttpServer({ keepAliveTimeout: 0 }, (_, response) => {
    requests += 1
    if (silent) return
    if (farewells > 0) response.setHeader('Connection', 'close')
    farewells -= 1
    response.writeHead(200, headers).end('ok')
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

async function start(
  more: { retrying?: boolean; timeoutMs?: number } = {},
): Promise<{ probe: Probe; recorder: MemoryRecorder }> {
  const port = portOf(server)
  const context = await contextFor(`http://127.0.0.1:${port}`)
  sockets.clear()
  const recorder = createMemoryRecorder()
  const { timeoutMs = 5_000, retrying = false } = more
  const spec: IdleTraffic = {
    kind: 'idle',
    name: 'idle',
    connections: CONNECTIONS,
    requests: [requestTo('/')],
    timeoutMs,
  }
  const probe = await createProbe({ ...context, spec, recorder, retrying, graceMs: 1_000 })
  probe.start(context.clock.now())
  await until(() => recorder.outcomes.ok === CONNECTIONS)
  return { probe, recorder }
}

function portOf(listening: Server): number {
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return address.port
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

function ends({ lifelines }: MemoryRecorder): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { end, by, sign } of lifelines) {
    const key = `${end} by ${by}${sign === undefined ? '' : `, ${sign}`}`
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

function expectBalance(recorder: MemoryRecorder): void {
  expect(countAttempts(recorder.outcomes)).toBe(recorder.begun)
}

describe('idle connections', () => {
  test('are kept by a server that keeps them: one request at the beginning, after each restart, and at the end', async () => {
    const { probe, recorder } = await start()
    for (let round = 1; round <= 20; round += 1) {
      probe.restart?.('begun')
      probe.restart?.('settled')
      await until(() => recorder.outcomes.ok === CONNECTIONS * (round + 1))
    }
    await probe.stop()
    expect(ends(recorder)).toEqual({ 'kept by client': CONNECTIONS })
    expect(recorder.attempts).toEqual([])
    expect(recorder.begun).toBe(CONNECTIONS * 22)
    expect(requests).toBe(CONNECTIONS * 22)
    expect(recorder.lifelines[0]).toMatchObject({ traffic: 'idle', kind: 'idle', generation: 'one' })
    expect(new Set(recorder.lifelines.map(({ id }) => id)).size).toBe(CONNECTIONS)
  })

  test('that a restart cuts, in rounds of thousands, are distinguished by FIN and RST', async () => {
    const { probe, recorder } = await start()
    for (let round = 1; round <= 20; round += 1) {
      probe.restart?.('begun')
      for (const socket of sockets) {
        if (round % 2 === 0) socket.end()
        else socket.resetAndDestroy()
      }
      await until(() => recorder.lifelines.length === CONNECTIONS * round)
      expect(recorder.begun, 'silence during the restart').toBe(CONNECTIONS * round)
      probe.restart?.('settled')
      await until(() => recorder.outcomes.ok === CONNECTIONS * (round + 1))
    }
    await probe.stop()
    const each = CONNECTIONS * 10
    expect(ends(recorder)).toEqual({
      'cut by server, FIN': each,
      'cut by server, RST': each,
      'kept by client': CONNECTIONS,
    })
    expect(recorder.attempts).toEqual([])
    expect(recorder.begun).toBe(requests)
    expectBalance(recorder)
  })

  test('that the server announced to close have ended gracefully', async () => {
    const { probe, recorder } = await start()
    farewells = CONNECTIONS
    probe.restart?.('begun')
    probe.restart?.('settled')
    await until(() => recorder.lifelines.length === CONNECTIONS)
    await probe.stop()
    expect(ends(recorder)).toMatchObject({ 'graceful by server, notice': CONNECTIONS })
    expect(recorder.attempts).toEqual([])
    expectBalance(recorder)
  })

  test('that the server closes when the time that it promised is over have ended gracefully', async () => {
    headers['Keep-Alive'] = 'timeout=1'
    const { probe, recorder } = await start()
    probe.restart?.('begun')
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    for (const socket of sockets) socket.end()
    await until(() => recorder.lifelines.length === CONNECTIONS)
    await probe.stop()
    expect(ends(recorder)).toEqual({ 'graceful by server, notice': CONNECTIONS })
  })

  test('that are closed earlier than promised were cut', async () => {
    headers['Keep-Alive'] = 'timeout=60'
    const { probe, recorder } = await start()
    probe.restart?.('begun')
    for (const socket of sockets) socket.end()
    await until(() => recorder.lifelines.length === CONNECTIONS)
    await probe.stop()
    expect(ends(recorder)).toEqual({ 'cut by server, FIN': CONNECTIONS })
  })

  test('that are open but answer no more are stalled, and their attempts timeouts', async () => {
    const { probe, recorder } = await start({ timeoutMs: 300 })
    silent = true
    probe.restart?.('begun')
    probe.restart?.('settled')
    await until(() => recorder.lifelines.length === CONNECTIONS)
    silent = false
    await probe.stop()
    expect(ends(recorder)).toMatchObject({ 'stalled by server, silence': CONNECTIONS })
    expect(recorder.outcomes.timeout).toBeGreaterThanOrEqual(CONNECTIONS)
    expectBalance(recorder)
  })

  test('that are stalled at the end have unfinished attempts', async () => {
    const { probe, recorder } = await start()
    silent = true
    await probe.stop()
    expect(ends(recorder)).toEqual({ 'stalled by server, silence': CONNECTIONS })
    expect(recorder.outcomes).toMatchObject({ ok: CONNECTIONS, unfinished: CONNECTIONS })
    expectBalance(recorder)
  })

  test('find out about a refused connection, wait, and come back', async () => {
    const { probe, recorder } = await start()
    const port = portOf(server)
    probe.restart?.('begun')
    server.close()
    for (const socket of sockets) socket.destroy()
    await until(() => recorder.lifelines.length === CONNECTIONS)
    probe.restart?.('settled')
    await until(() => recorder.outcomes.refused >= CONNECTIONS)
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    await until(() => recorder.outcomes.ok === CONNECTIONS * 2)
    await probe.stop()
    expect(recorder.attempts[0]).toMatchObject({
      outcome: 'refused',
      phase: 'connect',
      code: 'ECONNREFUSED',
      bytesWritten: 0,
      connection: { id: 0, reused: false },
      retryable: false,
    })
    // A bounded pause, no hot loop.
    expect(recorder.outcomes.refused).toBeLessThan(CONNECTIONS * 40)
    expectBalance(recorder)
  })
})
