import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { createServer as createTcpServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { TlsSpec } from '../../../../src/model/scenario.ts'
import { openHttp2 } from '../../../../src/traffic/http2/open.ts'
import { createChannelStarter } from '../../../../src/traffic/kinds/grpc/channel.ts'
import { loadGrpc } from '../../../../src/traffic/kinds/grpc/library.ts'
import type { GrpcTraffic } from '../../../../src/traffic/kinds/grpc/options.ts'
import { createGrpc } from '../../../../src/traffic/kinds/grpc/probe.ts'
import { startGrpcServer } from '../../../fixtures/grpc-server.ts'
import { listenOn } from '../../../fixtures/long-lived-listen.ts'
import { contextFor, requestTo } from '../../../net/client-context.ts'
import { CERTIFICATE, TRUST } from '../../long-lived/rig.ts'
import { createMemoryRecorder, type MemoryRecorder } from '../../memory-recorder.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function listen(server: Parameters<typeof listenOn>[0]): Promise<number> {
  const { port, close } = await listenOn(server)
  closers.push(close)
  return port
}

const check = requestTo('/grpc.health.v1.Health/Check', { method: 'POST' })
const base = {
  kind: 'grpc' as const,
  name: 'grpc',
  connections: 1,
  message: '',
  expect: ['OK' as const],
  requests: [check],
  timeoutMs: 2_000,
}
const unary: GrpcTraffic = { ...base, call: 'unary', calls: 4, everyMs: 1 }
const streams: GrpcTraffic = { ...base, call: 'stream' }

/** Runs the probe until `enough` attempts have ended. */
async function run(
  url: string,
  enough: number,
  spec: GrpcTraffic,
  tls: Partial<TlsSpec> = {},
): Promise<MemoryRecorder> {
  const context = await contextFor(url, { tls })
  const recorder = createMemoryRecorder()
  const probe = await createGrpc({ ...context, spec, recorder, retrying: false, graceMs: 1_000 })
  probe.start(context.clock.now())
  while (recorder.outcomes.ok + recorder.attempts.length < enough)
    await new Promise((resolve) => setTimeout(resolve, 5))
  await probe.stop()
  expect(recorder.begun).toBe(recorder.outcomes.ok + recorder.attempts.length)
  return recorder
}

describe.each([unary, streams])('opening a connection for calls that are $call', (spec) => {
  test('over TLS verifies the certificate', async () => {
    const { port, server } = await startGrpcServer({ tls: CERTIFICATE })
    closers.push(() => server.forceShutdown())
    const bad = await run(`https://127.0.0.1:${port}`, 2, spec)
    expect(bad.attempts[0]).toMatchObject({ outcome: 'invalid', phase: 'tls', connection: { id: 1 } })
    expect(bad.lifelines).toEqual([])
    const good = await run(`https://127.0.0.1:${port}`, 1, spec, TRUST)
    expect(good.attempts).toEqual([])
  })

  test('to a server that speaks HTTP/1.1 alone is invalid', async () => {
    const port = await listen(createHttpServer())
    const recorder = await run(`http://127.0.0.1:${port}`, 2, spec)
    expect(recorder.attempts[0]).toMatchObject({ outcome: 'invalid', phase: 'headers', code: 'HTTP2_PREFACE' })
    expect(recorder.lifelines).toEqual([])
  })

  test('is one attempt, with a pause after each that failed', async () => {
    const port = await listen(createTcpServer((socket) => socket.end()))
    const dropped = await run(`http://127.0.0.1:${port}`, 3, spec)
    expect(dropped.outcomes.dropped).toBe(dropped.begun)
    expect(dropped.attempts[1]).toMatchObject({ phase: 'headers', code: 'FIN', bytesWritten: 0, connection: { id: 2 } })
    const refused = await run('http://127.0.0.1:18732', 3, spec)
    expect(refused.attempts[0]).toMatchObject({ outcome: 'refused', code: 'ECONNREFUSED', connection: { id: 0 } })
    expect(refused.begun).toBeLessThan(8)
    expect(refused.lifelines).toEqual([])
  })

  test('to a server that is silent times out', async () => {
    const port = await listen(createTcpServer())
    const recorder = await run(`http://127.0.0.1:${port}`, 1, { ...spec, timeoutMs: 200 })
    expect(recorder.attempts[0]).toMatchObject({ outcome: 'timeout', phase: 'headers' })
  })

  test('goes to another port where the traffic names one', async () => {
    const { port, server } = await startGrpcServer()
    closers.push(() => server.forceShutdown())
    const recorder = await run('http://127.0.0.1:18732', 1, { ...spec, port })
    expect(recorder.attempts).toEqual([])
  })

  test('for an unknown method is answered with its status', async () => {
    const { port, server } = await startGrpcServer()
    closers.push(() => server.forceShutdown())
    const requests = [requestTo('/no.Such/Method', { method: 'POST' })]
    const recorder = await run(`http://127.0.0.1:${port}`, 2, { ...spec, requests })
    expect(recorder.attempts[0]).toMatchObject({ outcome: 'status', code: 'UNIMPLEMENTED', path: '/no.Such/Method' })
  })
})

test('message, metadata and authority arrive as they were given, and no more calls at a time than are allowed', async () => {
  let most = 0
  let open = 0
  const seen = new Set<string>()
  const server = createHttp2Server({ settings: { maxConcurrentStreams: 2 } })
  server.on('stream', (stream, headers) => {
    most = Math.max(most, ++open)
    stream.on('data', (bytes: Buffer) => {
      const { ':authority': authority, ':scheme': scheme, authorization, 'trace-bin': trace } = headers
      seen.add([authority, scheme, authorization, trace, bytes.toString('hex')].join(' '))
    })
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    setTimeout(() => {
      open -= 1
      stream.end(Buffer.from([0, 0, 0, 0, 0]))
    }, 2)
  })
  const port = await listen(server)
  const headers = { authorization: 'Bearer x', 'trace-bin': 'AAEC' }
  const requests = [{ ...check, headers }]
  const recorder = await run(`http://127.0.0.1:${port}`, 100, { ...unary, requests, message: 'CgVoZWxsbw==' })
  expect(recorder.attempts).toEqual([])
  expect(most).toBe(2)
  expect([...seen]).toEqual([`127.0.0.1:${port} http Bearer x AAEC 00000000070a0568656c6c6f`])
})

test('a connection that grpc-js cannot take is the fault of the harness', async () => {
  const { port, server } = await startGrpcServer()
  closers.push(() => server.forceShutdown())
  const context = await contextFor(`http://127.0.0.1:${port}`)
  const start = createChannelStarter(await loadGrpc(), { address: '127.0.0.1:18732', close() {} }, context.endpoint)
  const { exchange } = await openHttp2(context, { due: context.clock.now(), timeoutMs: 2_000 }, start)
  expect(exchange).toMatchObject({ outcome: 'local', detail: 'grpc-js could not take the connection' })
})

test('metadata that cannot be sent are the fault of the scenario', async () => {
  const { port, server } = await startGrpcServer()
  closers.push(() => server.forceShutdown())
  const requests = [{ ...check, headers: { 'a b': 'c' } }]
  const recorder = await run(`http://127.0.0.1:${port}`, 4, { ...unary, requests })
  expect(recorder.attempts[0]).toMatchObject({ outcome: 'local', code: 'UNSENDABLE' })
})
