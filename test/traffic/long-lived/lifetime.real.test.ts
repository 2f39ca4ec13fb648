import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { countAttempts } from '../../../src/model/outcome.ts'
import type { GrpcStreamTraffic } from '../../../src/traffic/kinds/grpc/options.ts'
import type { SseTraffic } from '../../../src/traffic/kinds/sse/options.ts'
import type { TcpTraffic } from '../../../src/traffic/kinds/tcp/options.ts'
import type { WebsocketTraffic } from '../../../src/traffic/kinds/websocket/options.ts'
import { createMaxAge } from '../../../src/traffic/long-lived/pool.ts'
import { startGrpcStreams } from '../../fixtures/grpc-streams.ts'
import { type Listening, listenOn } from '../../fixtures/long-lived-listen.ts'
import { repeatPlans } from '../../fixtures/long-lived-mischief.ts'
import { startSseServer } from '../../fixtures/long-lived-sse.ts'
import { startTcpServer } from '../../fixtures/long-lived-tcp.ts'
import { startWebsocketServer } from '../../fixtures/long-lived-websocket.ts'
import { requestTo } from '../../net/client-context.ts'
import type { MemoryRecorder } from '../memory-recorder.ts'
import { CERTIFICATE, countEnds, startProbe, sumMessages, until } from './rig.ts'

const common = { connections: 10, timeoutMs: 1_000, requests: [requestTo('/')], lifetimeMs: 150 }
const tcp: TcpTraffic = { ...common, kind: 'tcp', name: 'tcp', everyMs: 10 }
const websocket: WebsocketTraffic = { ...common, kind: 'websocket', name: 'websocket', everyMs: 10 }
const sse: SseTraffic = { ...common, kind: 'sse', name: 'sse', everyMs: 10 }
const grpc: GrpcStreamTraffic = {
  ...common,
  kind: 'grpc',
  name: 'grpc',
  call: 'stream',
  sequence: 1,
  everyMs: 10,
  message: '',
  expect: ['OK'],
  requests: [requestTo('/hitless.Count/Up', { method: 'POST' })],
}

/** Each client has left three times or more. */
const MANY = 40

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

function keep<Server extends Pick<Listening, 'close'>>(server: Server): Server {
  closers.push(server.close)
  return server
}

/** Every opening was one attempt, and every connection that the server counted one lifeline. */
function expectAccounted(recorder: MemoryRecorder, connections: number): void {
  expect(recorder.attempts).toEqual([])
  expect(recorder.begun).toBe(connections)
  expect(countAttempts(recorder.outcomes)).toBe(connections)
  expect(new Set(recorder.lifelines.map(({ id }) => id)).size).toBe(connections)
  expect(countEnds(recorder)).toEqual({ kept: connections })
  for (const lifeline of recorder.lifelines) {
    expect(lifeline).toMatchObject({ by: 'client' })
    expect(lifeline).not.toHaveProperty('withoutServiceMs')
  }
}

describe.each([false, true])('clients that leave after their lifetime, over TLS: %s', (tls) => {
  const options = tls ? { tls: CERTIFICATE } : {}

  test('of raw connections wait for the last echo, and end with FIN', async () => {
    const server = keep(await startTcpServer([], options))
    const { probe, recorder } = await startProbe(tcp, server.port, { tls })
    await until(() => recorder.lifelines.length >= MANY)
    await probe.stop()
    expectAccounted(recorder, server.tally.connections)
    const { sent, received, lost } = sumMessages(recorder)
    expect([sent, received, lost]).toEqual([server.tally.messages, server.tally.messages, 0])
    await until(() => server.fins() === server.tally.connections)
  })

  test('of WebSockets shake hands as they close', async () => {
    const server = keep(await startWebsocketServer([], options))
    const { probe, recorder } = await startProbe(websocket, server.port, { tls })
    await until(() => recorder.lifelines.length >= MANY)
    await probe.stop()
    expectAccounted(recorder, server.tally.connections)
    const { sent, received, lost } = sumMessages(recorder)
    expect([sent, received, lost]).toEqual([server.tally.messages, server.tally.messages, 0])
    await until(() => server.closes().length === server.tally.connections)
    expect(new Set(server.closes())).toEqual(new Set([1000]))
  })

  test('of event streams are followed by others, who claim nothing of what came before', async () => {
    const server = keep(await startSseServer([], { everyMs: 10, preamble: 'retry: 5000\n\n', ...options }))
    const { probe, recorder } = await startProbe(sse, server.port, { tls })
    await until(() => recorder.lifelines.length >= MANY)
    await probe.stop()
    expectAccounted(recorder, server.tally.connections)
    expect(sumMessages(recorder)).toMatchObject({ lost: 0, duplicated: 0, reordered: 0 })
    expect(new Set(server.resumed)).toEqual(new Set([undefined]))
  })

  test('of gRPC cancel their streams', async () => {
    const server = keep(await startGrpcStreams([], { everyMs: 10, ...options }))
    const { probe, recorder } = await startProbe(grpc, server.port, { tls })
    await until(() => recorder.lifelines.length >= MANY)
    await probe.stop()
    expectAccounted(recorder, server.tally.connections)
    expect(sumMessages(recorder)).toMatchObject({ lost: 0, duplicated: 0, reordered: 0 })
  })
})

test('what is on its way as a client leaves is waited for', async () => {
  let echoed = 0
  const slow = createServer((socket) => {
    socket.on('data', (lines: Buffer) => {
      setTimeout(() => {
        if (socket.writable) socket.write(lines)
        echoed += lines.toString().split('\n').length - 1
      }, 60)
    })
  })
  const { port } = keep(await listenOn(slow))
  const { probe, recorder } = await startProbe(tcp, port)
  await until(() => recorder.lifelines.length >= MANY)
  await probe.stop()
  expect(countEnds(recorder)).toEqual({ kept: recorder.lifelines.length })
  expect(sumMessages(recorder)).toMatchObject({ sent: echoed, received: echoed, lost: 0 })
})

describe('a server that ends the connection as its client leaves', () => {
  // The second message of a client is that with which it leaves.
  const rare = { everyMs: 60_000 }

  test('with a close frame right behind the last echo has been left already', async () => {
    const server = createHttpServer()
    const sockets = new WebSocketServer({ server })
    sockets.on('connection', (ws, { socket }) =>
      ws.on('message', (data: Buffer) => {
        socket.cork()
        ws.send(data.toString())
        if (data.toString() === '2') ws.close(1001)
        socket.uncork()
      }),
    )
    const { port } = keep(await listenOn(server))
    const { probe, recorder } = await startProbe({ ...websocket, ...rare }, port)
    await until(() => recorder.lifelines.length >= MANY)
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ kept: recorder.begun })
  })

  test('with FIN right behind the last echo has been left already', async () => {
    const server = createServer((socket) =>
      socket.on('data', (line) => (line.toString() === '2\n' ? socket.end(line) : socket.write(line))),
    )
    const { port } = keep(await listenOn(server))
    const { probe, recorder } = await startProbe({ ...tcp, ...rare }, port)
    await until(() => recorder.lifelines.length >= MANY)
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ kept: recorder.begun })
  })

  test('with FIN instead of the last echo has cut it', async () => {
    const server = keep(await startTcpServer(repeatPlans(20, [{ end: { at: 2, how: 'fin' } }])))
    const { probe, recorder } = await startProbe({ ...tcp, ...rare }, server.port)
    await until(() => server.tally.connections >= 25)
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ 'cut FIN': 20, kept: server.tally.connections - 20 })
    expect(sumMessages(recorder).lost).toBe(server.tally.lost)
  })

  test.each(['1001', '1012'])('with close frame %s around that time has given notice, or was left', async (how) => {
    const plans = repeatPlans(
      20,
      [4, 5, 6, 7, 8].map((at) => ({ end: { at, how } })),
    )
    const server = keep(await startWebsocketServer(plans))
    const { probe, recorder } = await startProbe({ ...websocket, lifetimeMs: 60 }, server.port)
    await until(() => server.tally.connections > plans.length + 10)
    await probe.stop()
    const { kept = 0, ...noticed } = countEnds(recorder)
    expect(Object.keys(noticed)).toEqual([`graceful notice ${how}`])
    expect(kept + (noticed[`graceful notice ${how}`] ?? 0)).toBe(server.tally.connections)
    expect(sumMessages(recorder).lost).toBe(0)
  })
})

test('a client whose connection is silent as it leaves has stalled', async () => {
  const server = keep(await startTcpServer(repeatPlans(10, [{ end: { at: 1, how: 'silence' } }])))
  const { probe, recorder } = await startProbe({ ...tcp, timeoutMs: 300 }, server.port)
  await until(() => recorder.lifelines.length >= 10)
  await probe.stop()
  expect(countEnds(recorder)).toMatchObject({ 'stalled silence': 10 })
  const stalled = recorder.lifelines.filter(({ end }) => end === 'stalled')
  expect(sumMessages({ lifelines: stalled }).lost).toBe(server.tally.lost)
})

test('clients that come together do not leave together', () => {
  vi.useFakeTimers()
  const left: number[] = []
  const stays = [1, 2, 3, 4].map((n) => ({ n, stay: createMaxAge(1_000, n / 4) }))
  const begin = () => stays.map(({ n, stay }) => stay.begin({ finish: () => left.push(n) }))
  const counts = (): number[] =>
    [250, 250, 250, 250].map((ms) => {
      vi.advanceTimersByTime(ms)
      return left.length
    })
  begin()
  expect(counts()).toEqual([1, 2, 3, 4])
  begin()
  expect(counts()).toEqual([4, 4, 4, 8])
  for (const callOff of begin()) callOff()
  expect(counts()).toEqual([8, 8, 8, 8])
  vi.useRealTimers()
})
