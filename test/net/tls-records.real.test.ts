import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { sendOnce } from '../../src/traffic/exchange/exchange.ts'
import { contextFor, requestTo } from './client-context.ts'

const PEM = readFileSync(join(import.meta.dirname, '../fixtures/faulty-loopback.pem'))
const FRAMED = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'
const UNFRAMED = 'HTTP/1.0 200 OK\r\n\r\n'

let server: Server
afterEach(() => server.close())

/** Answers with a head and five bytes, and ends the connection with the alert or without it. */
async function serve(head: string, notified: boolean, protocol: 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  server = createServer((tcp) => {
    const secure = new TLSSocket(tcp, { isServer: true, key: PEM, cert: PEM, maxVersion: protocol })
    tcp.on('error', () => {})
    secure.on('error', () => {})
    secure.once('data', () => {
      secure.write(`${head}hel`)
      // In a read of its own: with the session tickets in one read nothing could be told.
      setTimeout(() => secure.write('lo'), 50)
      setTimeout(() => (notified ? secure.end() : tcp.end()), 100)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test.each([
  ['TLSv1.2', 'ends with its connection, notified', UNFRAMED, true, 'ok'],
  ['TLSv1.3', 'ends with its connection, notified', UNFRAMED, true, 'ok'],
  ['TLSv1.2', 'ends with its connection, by a FIN alone', UNFRAMED, false, 'truncated'],
  ['TLSv1.3', 'ends with its connection, by a FIN alone', UNFRAMED, false, 'truncated'],
  ['TLSv1.3', 'has a length, and a FIN alone after it', FRAMED, false, 'ok'],
] as const)('%s: a body that %s', async (protocol, _, head, notified, outcome) => {
  const context = await contextFor(await serve(head, notified, protocol), { tls: { insecure: true } })
  const due = context.clock.now()
  const exchanges = await Promise.all(
    Array.from({ length: 10 }, () => sendOnce(context, { due, timeoutMs: 10_000, request: requestTo('/') })),
  )
  const outcomes = new Set(exchanges.map((exchange) => exchange.outcome))
  // On a busy machine one read may have it all; then it cannot be told, and is ok.
  if (outcome === 'truncated') outcomes.delete('ok')
  expect([...outcomes]).toEqual([outcome])
})
