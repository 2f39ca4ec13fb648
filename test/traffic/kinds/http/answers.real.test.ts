import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type FaultyServer, startFaultyServer } from '../../../fixtures/faulty-server.ts'
import { countBy, type RunOptions, startRun, type Tally, until } from './rig.ts'

let server: FaultyServer
afterEach(() => server.close())

/** Sends at least `count` requests in a closed loop, and sees to it that both accounts count as many. */
async function send(count: number, options: Omit<RunOptions, 'url'>): Promise<Tally> {
  const run = await startRun({ url: server.url, ...options })
  await until(() => server.requests() >= count, `${count} requests`)
  const tally = await run.stop()
  expect(tally.begun).toBe(server.requests())
  expect(server.late()).toBe(0)
  return tally
}

describe('good answers', () => {
  test('a healthy server shows no failure at all', async () => {
    server = await startFaultyServer()
    const tally = await send(20_000, { connections: 50 })
    expect(tally.attempts).toEqual([])
    expect(tally.outcomes.ok).toBe(server.requests())
    expect(server.connections()).toBe(50)
  })

  test.each(['/chunked', '/trailers', '/204', '/304', '/100', '/103', '/empty', '/http10-keep'])(
    '%s is ok and its connection is used again',
    async (path) => {
      server = await startFaultyServer()
      const tally = await send(500, { connections: 5, requests: [{ path }] })
      expect(tally.outcomes.ok).toBe(server.requests())
      expect(server.connections()).toBe(5)
    },
  )

  test.each(['/eof', '/close', '/close-lingering', '/http10'])('%s is ok and its connection is left', async (path) => {
    server = await startFaultyServer()
    const tally = await send(200, { connections: 5, requests: [{ path }] })
    expect(tally.outcomes.ok).toBe(server.requests())
    // Those which had nothing left to send were made ahead.
    expect(server.connections()).toBe(server.requests())
  })

  test('HEAD has no body, whatever its Content-Length says', async () => {
    server = await startFaultyServer()
    const tally = await send(500, { connections: 5, requests: [{ method: 'HEAD' }, {}] })
    expect(tally.outcomes.ok).toBe(server.requests())
    expect(server.connections()).toBe(5)
  })

  test('bytes after a complete response leave it ok, end the connection, and are reported', async () => {
    server = await startFaultyServer()
    const tally = await send(100, { connections: 2, requests: [{ path: '/extra' }] })
    expect(tally.outcomes.ok).toBe(server.requests())
    expect(server.connections()).toBe(server.requests())
    expect(tally.events.filter((event) => event.kind === 'trouble' && event.code === 'unasked-bytes')).not.toEqual([])
  })

  test('says whether the connection of an answer was opened for it, and not ahead of the first arrival', async () => {
    server = await startFaultyServer()
    const tally = await send(300, { connections: 4, requests: [{ path: '/close' }, {}], keepOks: true })
    const fresh = tally.oks.filter(({ newConnection }) => newConnection)
    expect(fresh.length).toBeGreaterThan(0)
    expect(fresh).toHaveLength(server.connections() - 4)
  })
})

describe('what is asked for', () => {
  test('the mix keeps its weights exactly, over all connections together', async () => {
    server = await startFaultyServer()
    const requests = [
      { path: '/a', weight: 5 },
      { path: '/b', weight: 2 },
      { path: '/c', weight: 1 },
    ]
    const tally = await send(8_000, { connections: 7, requests })
    const byPath = server.requestsByPath()
    // Of any 8 in a row 5, 2 and 1 are due, so what is left over after whole rounds is at most that.
    const rounds = Math.floor(tally.begun / 8)
    expect(byPath['GET /a']).toBeGreaterThanOrEqual(rounds * 5)
    expect(byPath['GET /a']).toBeLessThanOrEqual(rounds * 5 + 5)
    expect(byPath['GET /b']).toBeGreaterThanOrEqual(rounds * 2)
    expect(byPath['GET /b']).toBeLessThanOrEqual(rounds * 2 + 2)
    expect(byPath['GET /c']).toBeGreaterThanOrEqual(rounds)
    expect(byPath['GET /c']).toBeLessThanOrEqual(rounds + 1)
  })

  test('sends method, path, headers and body as written', async () => {
    server = await startFaultyServer()
    const body = 'grüße'
    const headers = { 'X-Test': 'yes', 'content-length': '999' }
    const tally = await send(10, { connections: 1, requests: [{ method: 'PUT', path: '/x?y=1', headers, body }] })
    expect(tally.outcomes.ok).toBe(tally.begun)
    const { head, body: sent } = server.lastRequest() ?? { head: '', body: '' }
    expect(Buffer.from(sent, 'latin1').toString()).toBe(body)
    expect(head.split('\r\n').toSorted()).toEqual(
      [
        'PUT /x?y=1 HTTP/1.1',
        `Host: 127.0.0.1:${server.port}`,
        'Connection: keep-alive',
        'X-Test: yes',
        'Content-Length: 7',
      ].toSorted(),
    )
  })

  test('a POST without a body says so', async () => {
    server = await startFaultyServer()
    await send(10, { connections: 1, requests: [{ method: 'POST' }] })
    expect(server.lastRequest()?.head).toMatch(/\r\ncontent-length: 0/i)
  })
})

describe('what is expected', () => {
  test('statuses: 404 is ok by default, and a failure where 200 is expected', async () => {
    server = await startFaultyServer()
    const strict = { status: [{ from: 200, to: 299 }] }
    const tally = await send(200, { requests: [{ path: '/404' }, { path: '/404', expect: strict }] })
    expect(Math.abs(tally.outcomes.ok - tally.outcomes.status)).toBeLessThanOrEqual(1)
    expect(tally.attempts[0]).toMatchObject({ outcome: 'status', status: 404, code: '404', retryable: false })
  })

  test.each([
    [{ equals: 'ok' }, 'ok'],
    [{ contains: 'k' }, 'ok'],
    [{ matches: '^o.$' }, 'ok'],
    [{ equals: 'no' }, 'invalid'],
    [{ contains: 'x' }, 'invalid'],
    [{ matches: '^k' }, 'invalid'],
  ] as const)('a body that %j is %s', async (body, outcome) => {
    server = await startFaultyServer()
    const tally = await send(50, { requests: [{ expect: { status: [{ from: 200, to: 299 }], body } }] })
    expect(tally.outcomes[outcome]).toBe(tally.begun)
    // The response was complete: its connection is as good as before.
    expect(server.connections()).toBe(10)
  })

  test('a body is checked as a whole, chunked or not', async () => {
    server = await startFaultyServer()
    const expected = { status: [{ from: 200, to: 299 }], body: { equals: 'ok!' } }
    const tally = await send(50, { requests: [{ path: '/chunked', expect: expected }] })
    expect(tally.outcomes.ok).toBe(tally.begun)
  })
})

describe('generations', () => {
  test('are read from a header', async () => {
    server = await startFaultyServer({ headers: { 'x-generation': 'seven' }, faults: ['503'], every: 10 })
    const tally = await send(100, { generation: { by: 'header', name: 'X-Generation' }, keepOks: true })
    expect(countBy(tally.oks, ({ generation }) => String(generation))).toEqual({ seven: tally.outcomes.ok })
    expect(tally.attempts.map(({ generation }) => generation)).toEqual(tally.attempts.map(() => undefined))
  })

  test('are read from the body', async () => {
    server = await startFaultyServer()
    const tally = await send(100, { generation: { by: 'body', pattern: 'o(k)' }, keepOks: true })
    expect(countBy(tally.oks, ({ generation }) => String(generation))).toEqual({ k: tally.begun })
  })
})

/** A server that says the same to every request on port 0. */
async function startParrot(answer: string): Promise<{ url: string; close: () => void }> {
  const sockets = new Set<Socket>()
  const parrot = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', () => socket.write(answer))
  })
  await new Promise<void>((resolve) => parrot.listen(0, '127.0.0.1', resolve))
  const address = parrot.address()
  const port = typeof address === 'object' ? address?.port : 0
  const close = () => {
    parrot.close()
    for (const socket of sockets) socket.destroy()
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

/** Sends some requests to a server that says the same to each. */
async function sendTo(answer: string): Promise<Tally> {
  server = await startFaultyServer()
  const parrot = await startParrot(answer)
  const generation = { by: 'header', name: 'X-Generation' } as const
  const run = await startRun({ url: parrot.url, connections: 2, generation, keepOks: true })
  await until(() => run.tally.begun >= 20, '20 attempts')
  const tally = await run.stop()
  parrot.close()
  return tally
}

// What is a good answer and what is none: test/traffic/kinds/http/one-outcome.real.test.ts.
test('generations are those that the probes see', async () => {
  const labels = 'X-Generation: \u00e9\r\nX-Generation: b'
  const { oks } = await sendTo(`HTTP/1.1 200 OK\r\n${labels}\r\nContent-Length: 0\r\n\r\n`)
  const seen = `${Buffer.from('\u00e9').toString('latin1')}, b`
  expect(countBy(oks, ({ generation }) => String(generation))).toEqual({ [seen]: oks.length })
})

test('what is no answer is reported', async () => {
  const { attempts } = await sendTo('HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n')
  expect(attempts[0]?.detail).toBe('expected Content-Length to be a number of bytes, got "many"')
})
