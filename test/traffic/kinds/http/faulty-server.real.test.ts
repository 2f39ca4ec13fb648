import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import {
  FAULTS,
  type Fault,
  type FaultyOptions,
  type FaultyServer,
  startFaultyServer,
} from '../../../fixtures/faulty-server.ts'

let server: FaultyServer
afterEach(() => server.close())

/** Sends one request on a fresh socket and tells how that ended: the bytes, then FIN, an error code, or nothing. */
function exchange(
  socket: Socket,
  request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
): Promise<{ bytes: string; end: string }> {
  return new Promise((resolve) => {
    let bytes = ''
    const finish = (end: string) => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ bytes, end })
    }
    const timer = setTimeout(() => finish('open'), 200)
    socket.on('data', (chunk) => (bytes += chunk.toString('latin1')))
    socket.on('end', () => finish('FIN'))
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message))
    socket.write(request)
  })
}

async function start(options: FaultyOptions): Promise<FaultyServer> {
  server = await startFaultyServer(options)
  return server
}

const SEEN: Record<Fault, [bytes: RegExp, end: string]> = {
  fin: [/^$/, 'FIN'],
  rst: [/^$/, 'ECONNRESET'],
  'fin-in-headers': [/^HTTP\/1.1 200 OK\r\nContent-Ty$/, 'FIN'],
  'rst-in-headers': [/^HTTP\/1.1 200 OK\r\nContent-Ty$/, 'ECONNRESET'],
  'fin-in-body': [/Length: 100.*part of it$/s, 'FIN'],
  'rst-in-body': [/Length: 100.*part of it$/s, 'ECONNRESET'],
  'fin-in-chunked': [/chunked.*half$/s, 'FIN'],
  'rst-in-chunked': [/chunked.*half$/s, 'ECONNRESET'],
  '503': [/^HTTP\/1.1 503 .*busy$/s, 'open'],
  garbage: [/^SSH/, 'open'],
  silence: [/^$/, 'open'],
  'silence-in-body': [/part of it$/, 'open'],
  'close-announced': [/Connection: close.*ok$/s, 'FIN'],
  'eof-body': [/\r\n\r\nthis body ends with the connection$/, 'FIN'],
  'early-fin-after-response': [/Length: 2\r\n\r\nok$/, 'FIN'],
}

describe('the faulty server', () => {
  test.each(FAULTS)('commits %s on the wire and counts it', async (fault) => {
    const { port, counts } = await start({ faults: [fault], every: 1 })
    const { bytes, end } = await exchange(connect(port, '127.0.0.1'))
    expect(bytes).toMatch(SEEN[fault][0])
    expect(end).toBe(SEEN[fault][1])
    expect(counts()[fault]).toBe(1)
  })

  test.each(FAULTS)('commits %s under TLS too', async (fault) => {
    const pem = readFileSync(new URL('../../../fixtures/faulty-loopback.pem', import.meta.url), 'utf8')
    const { port, counts } = await start({ faults: [fault], every: 1, tls: { key: pem, cert: pem } })
    const { bytes, end } = await exchange(connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }))
    expect(bytes).toMatch(SEEN[fault][0])
    expect(end).toBe(SEEN[fault][1])
    expect(counts()[fault]).toBe(1)
  })

  test('gives every n-th request the next fault of the list, after the offset', async () => {
    const { port, counts, requests } = await start({ faults: ['fin', '503'], every: 3, offset: 2 })
    const ends: string[] = []
    for (let i = 0; i < 11; i += 1) ends.push((await exchange(connect(port, '127.0.0.1'))).bytes.slice(9, 12))
    expect(ends).toEqual(['200', '200', '200', '200', '', '200', '200', '503', '200', '200', ''])
    expect(counts()).toMatchObject({ fin: 2, '503': 1 })
    expect(requests()).toBe(11)
  })

  test('counts a request only once its body was read, and one after its own FIN as late', async () => {
    await start({ faults: ['fin'], every: 2 })
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
    socket.resume()
    const half = 'POST /a HTTP/1.1\r\nContent-Length: 4\r\n\r\n'
    socket.write(`${half}ab`)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(server.requests()).toBe(0)
    socket.write(`cd${half}abcd${half}abcd`)
    await new Promise((resolve) => setTimeout(resolve, 50))
    socket.destroy()
    expect([server.requests(), server.counts().fin, server.late()]).toEqual([3, 1, 1])
    expect(server.requestsByPath()).toEqual({ 'POST /a': 3 })
  })

  test('refuses while its listener is closed and serves again on the same port', async () => {
    await start({ port: 23_811 })
    const before = await exchange(connect(server.port, '127.0.0.1'))
    await server.closeListener()
    const closed = await exchange(connect(server.port, '127.0.0.1'))
    await server.openListener()
    const after = await exchange(connect(server.port, '127.0.0.1'))
    expect([before.bytes.slice(-2), closed.end, after.bytes.slice(-2)]).toEqual(['ok', 'ECONNREFUSED', 'ok'])
  })
})
