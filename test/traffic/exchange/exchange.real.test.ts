import { afterEach, describe, expect, test } from 'vitest'
import { exchangeOn, openConnection, sendOnce } from '../../../src/traffic/exchange/exchange.ts'
import { type Fault, type FaultyOptions, type FaultyServer, startFaultyServer } from '../../fixtures/faulty-server.ts'
import { contextFor, requestTo } from '../../net/client-context.ts'

const servers: FaultyServer[] = []
async function start(options: FaultyOptions): Promise<FaultyServer> {
  const server = await startFaultyServer(options)
  servers.push(server)
  return server
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const EXPECTED: [Fault, { outcome: string; phase: string; code?: string }][] = [
  ['fin', { outcome: 'dropped', phase: 'headers', code: 'FIN' }],
  ['rst', { outcome: 'reset', phase: 'headers', code: 'ECONNRESET' }],
  ['fin-in-headers', { outcome: 'truncated', phase: 'headers', code: 'FIN' }],
  ['rst-in-headers', { outcome: 'truncated', phase: 'headers', code: 'ECONNRESET' }],
  ['fin-in-body', { outcome: 'truncated', phase: 'body', code: 'FIN' }],
  ['rst-in-body', { outcome: 'truncated', phase: 'body', code: 'ECONNRESET' }],
  ['fin-in-chunked', { outcome: 'truncated', phase: 'body', code: 'FIN' }],
  ['rst-in-chunked', { outcome: 'truncated', phase: 'body', code: 'ECONNRESET' }],
  ['503', { outcome: 'status', phase: 'body', code: '503' }],
  ['garbage', { outcome: 'invalid', phase: 'headers' }],
  ['silence', { outcome: 'timeout', phase: 'headers' }],
  ['silence-in-body', { outcome: 'timeout', phase: 'body' }],
  ['close-announced', { outcome: 'ok', phase: 'body' }],
  ['eof-body', { outcome: 'ok', phase: 'body' }],
  ['early-fin-after-response', { outcome: 'ok', phase: 'body' }],
]

describe('one exchange', () => {
  test.each(EXPECTED)('that meets %s is %o', async (fault, expected) => {
    const server = await start({ faults: [fault] })
    const context = await contextFor(server.url)
    const exchange = await sendOnce(context, { request: requestTo('/'), due: context.clock.now(), timeoutMs: 300 })
    expect(exchange).toMatchObject({ ...expected, connected: true, reused: false })
    expect(server.requests()).toBe(1)
  })

  test.each(EXPECTED)('on a reused connection that meets %s is %o', async (fault, expected) => {
    const server = await start({ faults: [fault], offset: 1 })
    const context = await contextFor(server.url)
    const send = { request: requestTo('/'), due: context.clock.now(), timeoutMs: 300 }
    const { connection } = await openConnection(context, send)
    if (connection === undefined) throw new Error('expected a connection')
    expect(await exchangeOn(context, connection, send)).toMatchObject({ outcome: 'ok', reused: false })
    expect(connection.usable).toBe(true)
    expect(await exchangeOn(context, connection, send)).toMatchObject({ ...expected, reused: true })
    expect(server.connections()).toBe(1)
    connection.close()
  })
})
