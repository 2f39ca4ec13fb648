import { readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort } from '../../src/linux/ports.ts'
import type { TlsSpec } from '../../src/model/scenario.ts'
import { sendOnce } from '../../src/traffic/exchange/exchange.ts'
import type { Exchange } from '../../src/traffic/thread/attempt-progress.ts'
import { type FaultyServer, startFaultyServer } from '../fixtures/faulty-server.ts'
import { contextFor, requestTo } from './client-context.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function startFaulty(tls?: string): Promise<FaultyServer> {
  const server = await startFaultyServer(tls === undefined ? {} : { tls: { key: tls, cert: tls } })
  closers.push(() => server.close())
  return server
}

/** A TCP server that does with each connection what the test wants. */
async function startTcp(
  onConnection: (socket: Socket) => void,
  listen: { host: string; port?: number },
): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    sockets.add(socket)
    onConnection(socket)
  })
  const sockets = new Set<Socket>()
  await new Promise<void>((resolve) => server.listen({ port: 0, ...listen }, resolve))
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function ask(
  url: string,
  more: { tls?: Partial<TlsSpec>; timeoutMs?: number; localAddress?: string } = {},
): Promise<Exchange> {
  const { tls = {}, timeoutMs = 2_000, localAddress } = more
  const context = await contextFor(url, { tls })
  const source = localAddress === undefined ? {} : { sources: { take: () => ({ source: { localAddress } }) } }
  return sendOnce(context, { request: requestTo('/'), due: context.clock.now(), timeoutMs, ...source })
}

const pem = (name: string) => readFileSync(new URL(`../fixtures/faulty-${name}.pem`, import.meta.url), 'utf8')

describe('a connection', () => {
  test('to a port without a listener is refused, and nothing counts as written', async () => {
    const server = await startFaultyServer({ port: await freePort() })
    await server.close()
    expect(await ask(server.url)).toMatchObject({
      outcome: 'refused',
      phase: 'connect',
      code: 'ECONNREFUSED',
      connected: false,
      bytesWritten: 0,
    })
  })

  test('from an address that this machine does not have is a local failure', async () => {
    const server = await startFaulty()
    expect(await ask(server.url, { localAddress: '192.0.2.1' })).toMatchObject({
      outcome: 'local',
      phase: 'connect',
      code: 'EADDRNOTAVAIL',
    })
    expect(server.connections()).toBe(0)
  })

  test('over IPv6 works', async () => {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
    const port = await startTcp((socket) => socket.on('data', () => socket.write(answer)), { host: '::1' })
    expect(await ask(`http://[::1]:${port}`)).toMatchObject({ outcome: 'ok', status: 200 })
  })

  test('to a name goes to whichever of its addresses accepts', async () => {
    const server = await startFaulty()
    expect(await ask(`http://localhost:${server.port}`)).toMatchObject({ outcome: 'ok' })
  })
})

describe('a TLS connection', () => {
  test.each([
    ['an authority that the scenario names', 'loopback', { ca: pem('ca') }],
    ['a servername of its own', 'named', { ca: pem('ca'), servername: 'named.test' }],
    ['verification switched off', 'named', { insecure: true }],
  ])('is good with %s', async (_, certificate, tls) => {
    const server = await startFaulty(pem(certificate))
    expect(await ask(server.url, { tls })).toMatchObject({ outcome: 'ok', connected: true })
  })

  test.each([
    ['an unknown authority', 'loopback', {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['another name', 'named', { ca: pem('ca') }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['the wrong servername', 'loopback', { ca: pem('ca'), servername: 'other.test' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('is invalid with a certificate of %s, and no request is sent', async (_, certificate, tls, code) => {
    const server = await startFaulty(pem(certificate))
    expect(await ask(server.url, { tls })).toMatchObject({ outcome: 'invalid', phase: 'tls', code, bytesWritten: 0 })
    expect(server.requests()).toBe(0)
  })

  test.each([
    ['closed', (socket: Socket) => socket.once('data', () => socket.end()), { outcome: 'dropped', code: 'FIN' }],
    [
      'reset',
      (socket: Socket) => socket.once('data', () => socket.resetAndDestroy()),
      { outcome: 'reset', code: 'ECONNRESET' },
    ],
    [
      'answered in clear',
      (socket: Socket) => socket.once('data', () => socket.write('HTTP/1.1 400 No\r\n\r\n')),
      { outcome: 'invalid' },
    ],
    ['left without an answer', () => {}, { outcome: 'timeout' }],
  ])('whose handshake is %s ends in phase tls', async (_, onConnection, expected) => {
    const port = await startTcp(onConnection, { host: '127.0.0.1' })
    const exchange = await ask(`https://127.0.0.1:${port}`, { timeoutMs: 300 })
    expect(exchange).toMatchObject({ ...expected, phase: 'tls', connected: true, bytesWritten: 0 })
  })
})
