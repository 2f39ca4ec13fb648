import { createServer } from 'node:net'
import { Client, type ClientOptions, credentials, type StatusObject, status } from '@grpc/grpc-js'
import { afterEach, describe, expect, test } from 'vitest'
import { CALL_FAULTS, GRPC_ANSWERS } from '../fixtures/grpc-frames.ts'
import { type Http2Server, type Http2ServerOptions, startHttp2Server } from '../fixtures/http2-server.ts'
import { listenOn } from '../fixtures/long-lived-listen.ts'

/** What grpc-js does behind its user's back, and how far it can be kept from it: docs/explain/grpc.md rests on this. */

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(options: Partial<Http2ServerOptions>): Promise<Http2Server> {
  const server = await startHttp2Server({ streams: 4, answers: GRPC_ANSWERS, streamFaults: CALL_FAULTS, ...options })
  closers.push(server.close)
  return server
}

function connect(url: string, options: ClientOptions = {}): Client {
  const client = new Client(url.replace('http://', ''), credentials.createInsecure(), options)
  closers.push(() => client.close())
  return client
}

const asIs = (bytes: Buffer): Buffer => bytes

/** One call; its status, or undefined where it has none after so long. */
function call(client: Client, patienceMs = 5_000): Promise<StatusObject | undefined> {
  return new Promise((resolve) => {
    const { path, message } = { path: '/grpc.health.v1.Health/Check', message: Buffer.alloc(0) }
    const made = client.makeUnaryRequest(path, asIs, asIs, message, () => undefined)
    made.on('status', resolve)
    setTimeout(resolve, patienceMs, undefined)
  })
}

/** So many calls, four at a time; the names of their statuses, with counts. */
async function callMany(client: Client, rounds: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (let round = 0; round < rounds; round += 1) {
    const made = await Promise.all(Array.from({ length: 4 }, () => call(client)))
    for (const one of made) {
      const name = status[one?.code ?? 99] ?? 'none'
      counts[name] = (counts[name] ?? 0) + 1
    }
  }
  return counts
}

const NO_RETRIES = { 'grpc.enable_retries': 0 }
const refusals = { streamFaultEvery: 5, streamFaults: CALL_FAULTS.filter(([name]) => name === 'reset REFUSED_STREAM') }

describe('calls that were not processed', () => {
  test.each<[string, Partial<Http2ServerOptions>, string, number]>([
    ['refused', refusals, 'reset REFUSED_STREAM', 49],
    ['above the last one of a GOAWAY', { faults: ['goaway'], most: 1 }, 'reset GOAWAY_UNPROCESSED', 2],
  ])('%s are made again unseen', async (_, options, name, refused) => {
    const server = await serve(options)
    expect(await callMany(connect(server.url), 50)).toEqual({ OK: 200 })
    expect(server.counts[name]).toBe(refused)
    expect(server.requests).toBe(200 + refused)
  })

  test('are made again once, and no more', async () => {
    const server = await serve({ ...refusals, streamFaultEvery: 1 })
    expect(await callMany(connect(server.url), 1)).toEqual({ UNAVAILABLE: 4 })
    expect(server.requests).toBe(8)
  })

  test('are reported where retries are disabled', async () => {
    const server = await serve(refusals)
    const refused = 200 / 5
    expect(await callMany(connect(server.url, NO_RETRIES), 50)).toEqual({ OK: 200 - refused, UNAVAILABLE: refused })
    expect(server.requests).toBe(200)
  })
})

test('FIN, RST, and what a server refuses, have one status', async () => {
  const seen = new Set<string>()
  for (const fault of ['fin', 'rst'] as const) {
    const server = await serve({ faults: [fault], after: 0, most: 1 })
    for (const name of Object.keys(await callMany(connect(server.url, NO_RETRIES), 1))) seen.add(name)
  }
  const server = await serve({ ...refusals, streamFaultEvery: 1 })
  for (const name of Object.keys(await callMany(connect(server.url, NO_RETRIES), 1))) seen.add(name)
  expect([...seen]).toEqual(['UNAVAILABLE'])
})

test('calls fail without anybody having been asked, while a channel waits before it connects again', async () => {
  let connections = 0
  const listening = await listenOn(
    createServer((socket) => {
      connections += 1
      socket.destroy()
    }),
  )
  closers.push(listening.close)
  const client = connect(`http://127.0.0.1:${listening.port}`)
  expect(await callMany(client, 10)).toEqual({ UNAVAILABLE: 40 })
  expect(connections).toBeLessThan(10)
})

test('a unary call that is answered with two messages never ends', async () => {
  const server = await serve({
    streamFaultEvery: 1,
    streamFaults: CALL_FAULTS.filter(([name]) => name === 'invalid TOO_MANY_MESSAGES'),
  })
  expect(await call(connect(server.url), 500)).toBeUndefined()
  expect(server.requests).toBe(1)
})
