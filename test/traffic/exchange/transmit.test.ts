import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { RequestSpec } from '../../../src/model/scenario.ts'
import type { ClientContext } from '../../../src/net/client-context.ts'
import { transmit } from '../../../src/traffic/exchange/transmit.ts'

function write(request: Pick<RequestSpec, 'body' | 'encoding'>): Buffer {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test needs only a part of it
  const socket = new PassThrough() as unknown as Socket
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test needs only a part of it
  const context = { endpoint: { hostHeader: 'a' } } as ClientContext
  const spec: RequestSpec = { method: 'POST', path: '/', headers: {}, weight: 1, expect: { status: [] }, ...request }
  transmit(context, socket, { request: spec })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test needs only a part of it
  return socket.read() as Buffer
}

test('a body in base64 goes out as its bytes, with their number', () => {
  const sent = write({ body: '/wBB', encoding: 'base64' })
  expect(sent.subarray(-3)).toEqual(Buffer.from([0xff, 0, 0x41]))
  expect(sent.toString('latin1')).toContain('Content-Length: 3\r\n')
})

test('any other goes out as UTF-8', () => {
  expect(write({ body: '/wBÄ' }).toString()).toMatch(/Content-Length: 5\r\n\r\n\/wBÄ$/)
})
