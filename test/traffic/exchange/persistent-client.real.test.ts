import { afterEach, describe, expect, test } from 'vitest'
import { PersistentClient } from '../../../src/traffic/exchange/persistent-client.ts'
import type { KeepaliveTraffic } from '../../../src/traffic/kinds/keepalive/options.ts'
import { type FaultyOptions, type FaultyServer, startFaultyServer } from '../../fixtures/faulty-server.ts'
import { contextFor, requestTo } from '../../net/client-context.ts'
import { createMemoryRecorder } from '../memory-recorder.ts'

let server: FaultyServer
afterEach(() => server.close())

async function createClient(options: FaultyOptions & { retrying?: boolean; method?: string; path?: string }) {
  server = await startFaultyServer(options)
  const context = await contextFor(server.url)
  const recorder = createMemoryRecorder()
  const request = requestTo(options.path ?? '/', { method: options.method ?? 'GET' })
  const spec: KeepaliveTraffic = {
    kind: 'keepalive',
    name: 'k',
    connections: 1,
    everyMs: 0,
    requests: [request],
    timeoutMs: 2_000,
  }
  let ids = 0
  const { signal } = new AbortController()
  const client = new PersistentClient({
    spec,
    ...context,
    recorder,
    retrying: options.retrying ?? false,
    graceMs: 0,
    pick: () => request,
    nextId: () => ++ids,
    signal,
  })
  const speak = () => client.sendRequest(context.clock.now())
  return { client, recorder, speak }
}

describe('a client with a persistent connection', () => {
  test('sends everything on one connection', async () => {
    const { client, speak, recorder } = await createClient({})
    for (let i = 0; i < 10; i += 1) await speak()
    client.close()
    expect(server.connections()).toBe(1)
    expect(recorder.oks.map(({ newConnection }) => newConnection)).toEqual([true, ...Array<boolean>(9).fill(false)])
  })

  test('opens another, and counts no failure, where the server closed it while it was idle', async () => {
    const { client, speak, recorder } = await createClient({ faults: ['early-fin-after-response'], every: 3 })
    for (let i = 0; i < 9; i += 1) {
      await speak()
      // The FIN follows close behind the response.
      if (i % 3 === 2) while (client.connection?.usable === true) await new Promise((resolve) => setImmediate(resolve))
    }
    client.close()
    expect(recorder.attempts).toEqual([])
    expect(recorder.oks.map(({ newConnection }) => newConnection)).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
      true,
      false,
      false,
    ])
    expect(server.connections()).toBe(3)
    expect(server.late()).toBe(0)
  })

  test.each(['/close', '/close-lingering', '/http10', '/eof'])('does not send again after %s', async (path) => {
    const { client, speak, recorder } = await createClient({ path })
    for (let i = 0; i < 5; i += 1) await speak()
    client.close()
    expect(recorder.outcomes.ok).toBe(5)
    expect([server.connections(), server.late()]).toEqual([5, 0])
  })

  test.each(['/chunked', '/trailers', '/204', '/304', '/404', '/100', '/103', '/http10-keep', '/empty'])(
    'goes on after %s',
    async (path) => {
      const { client, speak, recorder } = await createClient({ path })
      for (let i = 0; i < 5; i += 1) await speak()
      client.close()
      expect(recorder.outcomes.ok).toBe(5)
      expect([server.connections(), server.requests()]).toEqual([1, 5])
    },
  )

  test('reads no body after HEAD', async () => {
    const { client, speak, recorder } = await createClient({ method: 'HEAD' })
    for (let i = 0; i < 5; i += 1) await speak()
    client.close()
    expect(recorder.outcomes.ok).toBe(5)
    expect(server.connections()).toBe(1)
  })

  test('drops a connection on which more came than was asked for', async () => {
    const { client, speak, recorder } = await createClient({ path: '/extra' })
    for (let i = 0; i < 3; i += 1) await speak()
    client.close()
    expect(recorder.outcomes.ok).toBe(3)
    expect(server.connections()).toBe(3)
  })

  test('loses a request with its reused connection, and says that a retrying client would not have', async () => {
    const { client, speak, recorder } = await createClient({ faults: ['fin', 'rst'], every: 2 })
    for (let i = 0; i < 4; i += 1) await speak()
    client.close()
    expect(recorder.attempts).toMatchObject([
      { outcome: 'dropped', retryable: true, connection: { id: 1, reused: true } },
      { outcome: 'reset', retryable: true, connection: { id: 2, reused: true } },
    ])
    expect(server.requests()).toBe(4)
  })

  test('sends it once more where the scenario wants retrying clients', async () => {
    const { client, speak, recorder } = await createClient({ faults: ['fin'], every: 2, retrying: true })
    for (let i = 0; i < 4; i += 1) await speak()
    client.close()
    // Every second request is lost; each retry is the next request that the server reads.
    expect(recorder.outcomes.ok).toBe(4)
    expect(recorder.begun).toBe(4)
    expect(recorder.attempts).toMatchObject([
      {
        outcome: 'ok',
        retried: {
          outcome: 'dropped',
          phase: 'headers',
          code: 'FIN',
          sent: expect.any(Number),
          end: expect.any(Number),
        },
        connection: { id: 2, reused: false },
      },
      { outcome: 'ok', retried: { outcome: 'dropped' } },
      { outcome: 'ok', retried: { outcome: 'dropped' } },
    ])
    expect(server.requests()).toBe(7)
  })

  test.each([
    ['a POST', { method: 'POST', faults: ['fin'], offset: 1 }, { outcome: 'dropped' }],
    ['a first request on its connection', { faults: ['fin'] }, { outcome: 'dropped' }],
    ['a truncated response', { faults: ['fin-in-body'], offset: 1 }, { outcome: 'truncated' }],
    ['a 503', { faults: ['503'], offset: 1 }, { outcome: 'status' }],
  ] as const)('never retries %s', async (_, options, expected) => {
    const { client, speak, recorder } = await createClient({ ...options, faults: [...options.faults], retrying: true })
    const offset = 'offset' in options ? options.offset : 0
    for (let i = 0; i <= offset; i += 1) await speak()
    client.close()
    expect(recorder.attempts).toMatchObject([{ ...expected, retryable: false }])
    expect(recorder.attempts[0]?.retried).toBeUndefined()
    expect(server.requests()).toBe(offset + 1)
  })
})
