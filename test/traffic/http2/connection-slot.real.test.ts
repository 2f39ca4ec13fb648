import { afterEach, describe, expect, test } from 'vitest'
import { goaway, MAX_STREAM } from '../../../src/calibrate/server/http2/frames.ts'
import type { Http2Connection, Http2Engine } from '../../../src/traffic/http2/connection.ts'
import { ConnectionSlot, type Protocol } from '../../../src/traffic/http2/connection-slot.ts'
import { exchangeStream, startSession } from '../../../src/traffic/http2/exchange.ts'
import { openHttp2 } from '../../../src/traffic/http2/open.ts'
import { createChannelStarter, openPlaceholderListener } from '../../../src/traffic/kinds/grpc/channel.ts'
import { loadGrpc } from '../../../src/traffic/kinds/grpc/library.ts'
import type { GrpcTraffic } from '../../../src/traffic/kinds/grpc/options.ts'
import { exchangeUnary } from '../../../src/traffic/kinds/grpc/unary.ts'
import type { Http2Traffic } from '../../../src/traffic/kinds/http2/options.ts'
import { createLifetime } from '../../../src/traffic/thread/lifetime.ts'
import { GRPC_ANSWERS } from '../../fixtures/grpc-frames.ts'
import { type Http2Server, startHttp2Server } from '../../fixtures/http2-server.ts'
import { contextFor, requestTo } from '../../net/client-context.ts'
import { createMemoryRecorder } from '../memory-recorder.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const request = requestTo('/', { method: 'POST' })
const base = { name: 'one', connections: 1, requests: [request], timeoutMs: 5_000 }
const plain: Http2Traffic = { ...base, kind: 'http2', streams: 1 }
const unary: GrpcTraffic = { ...base, kind: 'grpc', call: 'unary', calls: 1, everyMs: 1, message: '', expect: ['OK'] }

interface Rig {
  server: Http2Server
  slot: ConnectionSlot
  opened: Http2Connection[]
  send(): ReturnType<ConnectionSlot['send']>
}

async function createRig(spec: Http2Traffic | GrpcTraffic, onOpened?: (http2: Http2Connection) => void): Promise<Rig> {
  const server = await startHttp2Server({ streams: 1, ...(spec.kind === 'grpc' && { answers: GRPC_ANSWERS }) })
  const shared = await contextFor(server.url)
  const opened: Http2Connection[] = []
  let last = 0
  const lifetime = createLifetime()
  const context = { ...shared, spec, recorder: createMemoryRecorder(), retrying: false, graceMs: 1_000 }
  const onOpen = (http2: Http2Connection) => {
    opened.push(http2)
    onOpened?.(http2)
  }
  const build = <Engine extends Http2Engine>(protocol: Protocol<Engine>): ConnectionSlot => {
    const open: typeof protocol.open = async (...how) => {
      const result = await protocol.open(...how)
      if (result.http2 !== undefined) onOpen(result.http2)
      return result
    }
    return new ConnectionSlot(context, { ...protocol, open }, { lifetime, nextId: () => ++last })
  }
  const slot = spec.kind === 'grpc' ? build(await speakGrpc(spec, context)) : build(HTTP2)
  closers.push(() => slot.close(), server.close)
  const send = () => slot.send(request, { due: context.clock.now(), timeoutMs: 5_000 })
  return { server, slot, opened, send }
}

const HTTP2: Protocol<ReturnType<typeof startSession>> = {
  open: (context, deadline) => openHttp2(context, deadline, startSession),
  exchange: exchangeStream,
}

async function speakGrpc(spec: GrpcTraffic, context: Awaited<ReturnType<typeof contextFor>>) {
  const grpc = await loadGrpc()
  const listener = await openPlaceholderListener()
  closers.push(listener.close)
  const startChannel = createChannelStarter(grpc, listener, context.endpoint)
  if (spec.call !== 'unary') throw new Error('expected unary calls')
  const calls = { grpc, context, spec, message: Buffer.alloc(0), startChannel }
  const protocol: Protocol<ReturnType<typeof startChannel>> = {
    open: (to, deadline) => openHttp2(to, deadline, startChannel),
    exchange: (_, http2, options) => exchangeUnary(calls, http2, options),
  }
  return protocol
}

/** All that happens within one turn of the event loop: node:http2 writes at its end. */
async function finishTurn(): Promise<void> {
  for (let i = 0; i < 100; i += 1) await Promise.resolve()
}

/** After all that is sent in this turn was given to the engine, and before it has written any of it. */
async function sayGoaway(http2: Http2Connection | undefined): Promise<void> {
  await finishTurn()
  http2?.connection.socket.emit('data', goaway(MAX_STREAM, 'NO_ERROR'))
}

describe.each([plain, unary])(
  'a request of $kind of which nothing was written when its connection said GOAWAY',
  (spec) => {
    test('goes on the next', async () => {
      const { server, opened, send } = await createRig(spec)
      expect(await send()).toMatchObject({ id: 1, exchange: { outcome: 'ok' } })
      const sending = send()
      await sayGoaway(opened[0])
      expect(await sending).toMatchObject({ id: 2, exchange: { outcome: 'ok' } })
      expect(server.connections).toBe(2)
      expect(server.requests).toBe(2)
    })

    test('is lost where that had never served, so that connections are not opened one after the other', async () => {
      const { server, send } = await createRig(spec, (http2) => void sayGoaway(http2))
      const { exchange } = await send()
      expect(exchange).toMatchObject({ outcome: 'reset', code: 'GOAWAY_UNPROCESSED', bytesWritten: 0 })
      expect(exchange).not.toHaveProperty('sent')
      expect(server.connections).toBe(1)
      expect(server.requests).toBe(0)
    })
  },
)
