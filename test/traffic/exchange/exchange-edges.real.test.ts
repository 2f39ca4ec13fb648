import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { GenerationSpec, RequestSpec } from '../../../src/model/scenario.ts'
import type { ClientContext } from '../../../src/net/client-context.ts'
import { exchangeOn, openConnection, sendOnce } from '../../../src/traffic/exchange/exchange.ts'
import type { Exchange } from '../../../src/traffic/thread/attempt-progress.ts'
import { type FaultyServer, startFaultyServer } from '../../fixtures/faulty-server.ts'
import { contextFor, requestTo } from '../../net/client-context.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function startFaulty(options: Parameters<typeof startFaultyServer>[0]): Promise<FaultyServer> {
  const server = await startFaultyServer(options)
  closers.push(() => server.close())
  return server
}

async function startRaw(onRequest: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('data', () => onRequest(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

function ask(
  context: ClientContext,
  request: RequestSpec,
  more: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<Exchange> {
  return sendOnce(context, { request, due: context.clock.now(), timeoutMs: 2_000, ...more })
}

describe('a response', () => {
  test('whose body ends with the connection is complete after FIN and truncated after RST', async () => {
    let turn = 0
    const url = await startRaw((socket) => {
      const reset = turn++ % 2 === 1
      socket.write('HTTP/1.1 200 OK\r\n\r\nall of it?', () =>
        setTimeout(() => (reset ? socket.resetAndDestroy() : socket.end()), 2),
      )
    })
    const context = await contextFor(url)
    const seen: Record<string, number> = {}
    for (let i = 0; i < 20; i += 1) {
      const exchanges = await Promise.all(Array.from({ length: 50 }, () => ask(context, requestTo('/'))))
      for (const { outcome, code = '' } of exchanges) seen[`${outcome} ${code}`] = (seen[`${outcome} ${code}`] ?? 0) + 1
    }
    // Some of the RSTs arrive as an end of file, see wasReset.
    expect(seen).toEqual({ 'ok ': 500, 'truncated ECONNRESET': 500 })
  })

  test.each<[string, RequestSpec['expect'], string]>([
    ['an expected body', { status: [{ from: 200, to: 200 }], body: { equals: 'ok' } }, 'ok'],
    ['a part of it', { status: [{ from: 200, to: 200 }], body: { contains: 'k' } }, 'ok'],
    ['a pattern', { status: [{ from: 200, to: 200 }], body: { matches: '^o.$' } }, 'ok'],
    ['another body', { status: [{ from: 200, to: 200 }], body: { equals: 'no' } }, 'invalid BODY_MISMATCH'],
    ['another status', { status: [{ from: 300, to: 399 }], body: { equals: 'no' } }, 'status 200'],
  ])('is held against %s', async (_, expected, outcome) => {
    const server = await startFaulty({})
    const exchange = await ask(await contextFor(server.url), requestTo('/', { expect: expected }))
    expect([exchange.outcome, exchange.code].filter(Boolean).join(' ')).toBe(outcome)
  })

  test.each<[GenerationSpec, string | undefined]>([
    [{ by: 'header', name: 'X-GENERATION' }, 'seven'],
    [{ by: 'body', pattern: '^(o)' }, 'o'],
    [{ by: 'body', pattern: 'ok' }, 'ok'],
    [{ by: 'body', pattern: 'absent' }, undefined],
    [{ by: 'process' }, undefined],
  ])('tells its generation by %o', async (generation, expected) => {
    const server = await startFaulty({ headers: { 'X-Generation': 'seven' } })
    const exchange = await ask(await contextFor(server.url, { generation }), requestTo('/'))
    expect(exchange.generation).toBe(expected)
  })
})

describe('a request', () => {
  test('goes out as the scenario says, with Host, Connection and a length', async () => {
    const server = await startFaulty({})
    const context = await contextFor(server.url)
    await ask(context, requestTo('/a?b=c', { method: 'POST', headers: { 'X-One': '1' }, body: 'grüße' }))
    expect(server.lastRequest()).toMatchObject({ method: 'POST', path: '/a' })
    expect(server.lastRequest()?.head.split('\r\n').toSorted()).toEqual(
      [
        'POST /a?b=c HTTP/1.1',
        `Host: 127.0.0.1:${server.port}`,
        'Connection: close',
        'Content-Length: 7',
        'X-One: 1',
      ].toSorted(),
    )
  })

  test('keeps the Host and Connection headers that the scenario names', async () => {
    const server = await startFaulty({})
    await ask(
      await contextFor(server.url),
      requestTo('/', { headers: { host: 'other.test', connection: 'keep-alive' } }),
    )
    expect(server.lastRequest()?.head.split('\r\n').slice(1).toSorted()).toEqual([
      'connection: keep-alive',
      'host: other.test',
    ])
  })

  test('that cannot be sent is a local failure', async () => {
    const server = await startFaulty({})
    expect(await ask(await contextFor(server.url), requestTo('/a b'))).toMatchObject({
      outcome: 'local',
      code: 'UNSENDABLE',
    })
    expect(server.requests()).toBe(0)
  })

  test('in flight when traffic ends is unfinished', async () => {
    const server = await startFaulty({ faults: ['silence'] })
    const over = new AbortController()
    const pending = ask(await contextFor(server.url), requestTo('/'), { signal: over.signal })
    while (server.requests() === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    over.abort()
    expect(await pending).toMatchObject({ outcome: 'unfinished', phase: 'headers' })
  })

  test('whose time ran out while the harness stood still is a local failure', async () => {
    const server = await startFaulty({ faults: ['silence'] })
    const context = await contextFor(server.url)
    const exchange = await ask({ ...context, stalls: { stalledSince: () => true } }, requestTo('/'), { timeoutMs: 50 })
    expect(exchange).toMatchObject({ outcome: 'local', code: 'HARNESS_STALLED' })
  })

  test('is never sent twice on one connection', async () => {
    const server = await startFaulty({ faults: ['rst'] })
    const context = await contextFor(server.url)
    const deadline = { due: context.clock.now(), timeoutMs: 2_000 }
    const { connection } = await openConnection(context, deadline)
    if (connection === undefined) throw new Error('expected a connection')
    await exchangeOn(context, connection, { ...deadline, request: requestTo('/') })
    expect(connection.usable).toBe(false)
    expect([server.requests(), server.connections()]).toEqual([1, 1])
  })
})

describe('a server that accepts nothing', () => {
  test('makes attempts time out while they connect, once its backlog is full', async () => {
    // A listener whose process is stopped: the kernel completes connections until the backlog is full, then drops SYNs.
    const script = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
      require('fs').writeSync(1, String(this.address().port)); process.kill(process.pid, 'SIGSTOP') })`
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    closers.push(() => child.kill('SIGKILL'))
    const [port]: unknown[] = await once(child.stdout, 'data')
    const context = await contextFor(`http://127.0.0.1:${String(port)}`)
    const exchanges = await Promise.all(
      Array.from({ length: 6 }, () => ask(context, requestTo('/'), { timeoutMs: 500 })),
    )
    const phases = exchanges.map(({ outcome, phase }) => `${outcome} ${phase}`).toSorted()
    // somaxconn allows backlog + 1 connections that nobody accepts.
    expect(phases).toEqual([...Array<string>(4).fill('timeout connect'), ...Array<string>(2).fill('timeout headers')])
  })
})
