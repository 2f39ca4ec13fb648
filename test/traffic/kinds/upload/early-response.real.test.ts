import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { exchangeOn, openConnection } from '../../../../src/traffic/exchange/exchange.ts'
import { keepEarlyResponse } from '../../../../src/traffic/kinds/upload/early-response.ts'
import { contextFor, requestTo } from '../../../net/client-context.ts'

const pem = (name: string) => readFileSync(new URL(`../../../fixtures/faulty-${name}.pem`, import.meta.url), 'utf8')

/** Answers at once, if it is to, and resets; in a thread of its own, so that it can while the client stands still. */
const SERVER = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { createServer } = require('node:net')
  const { TLSSocket } = require('node:tls')
  const { pem, answer } = workerData
  const server = createServer((raw) => {
    const stream = pem === '' ? raw : new TLSSocket(raw, { isServer: true, key: pem, cert: pem })
    stream.on('error', () => {})
    raw.on('error', () => {})
    stream.once('data', () => stream.write(answer, () => raw.resetAndDestroy()))
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

async function serve(workerData: { pem: string; answer: string }): Promise<number> {
  const worker = new Worker(SERVER, { eval: true, workerData })
  onTestFinished(async () => void (await worker.terminate()))
  const [port]: unknown[] = await once(worker, 'message')
  return Number(port)
}

function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

const BUSY = 'HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy'

test.each([
  ['http', BUSY, { outcome: 'status', code: '503' }],
  ['http', BUSY.slice(0, -2), { outcome: 'truncated', code: 'ECONNRESET' }],
  ['http', '', { outcome: 'reset', code: 'ECONNRESET' }],
  ['https', BUSY, { outcome: 'status', code: '503' }],
])('over %s, what came before the RST is read although a write has failed: %j', async (protocol, answer, expected) => {
  const port = await serve({ pem: protocol === 'https' ? pem('loopback') : '', answer })
  const context = await contextFor(`${protocol}://127.0.0.1:${port}`, { tls: { ca: pem('ca') } })
  const deadline = { due: context.clock.now(), timeoutMs: 5_000 }
  const { connection } = await openConnection(context, deadline)
  if (connection === undefined) throw new Error('expected a connection')
  const letGo = keepEarlyResponse(connection.socket)
  const exchange = await exchangeOn(context, connection, {
    ...deadline,
    request: requestTo('/', { method: 'POST', headers: { 'Content-Length': '1000' } }),
    last: true,
    write(body) {
      body.write(Buffer.from('a'))
      setTimeout(() => {
        // All that the server does now comes before this side looks again.
        standStill(300)
        body.write(Buffer.from('b'))
        setTimeout(() => body.write(Buffer.from('c')), 0)
      }, 0)
    },
  })
  letGo()
  expect(exchange).toMatchObject(expected)
})
