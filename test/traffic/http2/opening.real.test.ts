import { readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttp2Server, createSecureServer, type Http2Server } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { TlsSpec } from '../../../src/model/scenario.ts'
import type { Http2Traffic } from '../../../src/traffic/kinds/http2/options.ts'
import { createHttp2 } from '../../../src/traffic/kinds/http2/probe.ts'
import { contextFor, requestTo } from '../../net/client-context.ts'
import { createMemoryRecorder, type MemoryRecorder } from '../memory-recorder.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function listen(server: Server | Http2Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return address.port
}

/** Runs the probe until `enough` attempts have ended. */
async function run(
  url: string,
  enough: number,
  more: Partial<Http2Traffic> & { tls?: Partial<TlsSpec> } = {},
): Promise<MemoryRecorder> {
  const { tls = {}, ...rest } = more
  const context = await contextFor(url, { tls })
  const recorder = createMemoryRecorder()
  const spec: Http2Traffic = {
    kind: 'http2',
    name: 'http2',
    connections: 1,
    streams: 4,
    requests: [requestTo('/')],
    timeoutMs: 2_000,
    ...rest,
  }
  const probe = createHttp2({ ...context, spec, recorder, retrying: false, graceMs: 1_000 })
  probe.start(context.clock.now())
  while (recorder.outcomes.ok + recorder.attempts.length < enough)
    await new Promise((resolve) => setTimeout(resolve, 5))
  await probe.stop()
  return recorder
}

const pem = (name: string) => readFileSync(new URL(`../../fixtures/faulty-${name}.pem`, import.meta.url), 'utf8')
const certificate = { key: pem('loopback'), cert: pem('loopback') }

describe('opening an HTTP/2 connection', () => {
  test('with TLS is agreed on by ALPN, and the certificate is verified', async () => {
    const server = createSecureServer(certificate, (_, response) => response.end('ok'))
    const port = await listen(server)
    const good = await run(`https://127.0.0.1:${port}`, 50, { tls: { ca: pem('ca') } })
    expect(good.attempts).toEqual([])
    expect(good.lifelines.map(({ end }) => end)).toEqual(['kept'])
    const bad = await run(`https://127.0.0.1:${port}`, 1)
    expect(bad.attempts[0]).toMatchObject({ outcome: 'invalid', phase: 'tls', connection: { id: 1 } })
    expect(bad.lifelines).toEqual([])
  })

  test('to a server that speaks HTTP/1.1 alone is invalid', async () => {
    const secure = await listen(createHttpsServer(certificate))
    const overTls = await run(`https://127.0.0.1:${secure}`, 1, { tls: { ca: pem('ca') } })
    expect(overTls.attempts[0]).toMatchObject({ outcome: 'invalid', phase: 'tls' })
    const plain = await listen(createHttpServer())
    const clear = await run(`http://127.0.0.1:${plain}`, 1)
    expect(clear.attempts[0]).toMatchObject({ outcome: 'invalid', phase: 'headers', code: 'HTTP2_PREFACE' })
    expect(clear.lifelines).toEqual([])
  })

  test('is one attempt, that of its first request, with a pause after each that failed', async () => {
    const server = createTcpServer((socket) => socket.on('error', () => {}).end())
    const port = await listen(server)
    const dropped = await run(`http://127.0.0.1:${port}`, 3)
    expect(dropped.outcomes.dropped).toBe(dropped.begun)
    expect(dropped.attempts[1]).toMatchObject({ phase: 'headers', code: 'FIN', bytesWritten: 0, connection: { id: 2 } })
    const refused = await run('http://127.0.0.1:18732', 3)
    expect(refused.attempts[0]).toMatchObject({ outcome: 'refused', connection: { id: 0 } })
    expect(refused.begun).toBeLessThan(8)
    expect(refused.lifelines).toEqual([])
  })

  test('goes to another port where the traffic names one, and no more requests at a time than are allowed', async () => {
    let most = 0
    let open = 0
    const authorities = new Set<string>()
    const server = createHttp2Server({ settings: { maxConcurrentStreams: 2 } }, (request, response) => {
      authorities.add(request.authority)
      most = Math.max(most, ++open)
      setTimeout(() => {
        open -= 1
        response.end(`${request.method} ${request.url}`)
      }, 2)
    })
    const port = await listen(server)
    const expected = { expect: { status: [{ from: 200, to: 200 }], body: { equals: 'PUT /x' } } }
    const requests = [requestTo('/x', { method: 'PUT', body: 'some', ...expected })]
    const recorder = await run('http://127.0.0.1:18732', 100, { port, requests })
    expect(recorder.attempts).toEqual([])
    expect(most).toBe(2)
    expect([...authorities]).toEqual([`127.0.0.1:${port}`])
  })

  test('by a request that cannot be sent is the fault of the scenario', async () => {
    const port = await listen(createHttp2Server())
    const requests = [requestTo('/', { headers: { Connection: 'close' } })]
    const recorder = await run(`http://127.0.0.1:${port}`, 4, { requests })
    expect(recorder.attempts[0]).toMatchObject({ outcome: 'local', code: 'UNSENDABLE' })
  })
})
