import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import {
  acceptHandshake,
  createFrameReader,
  OPCODE,
  writeFrame,
} from '../../../../src/calibrate/server/long-lived/websocket-frames.ts'
import { freePort } from '../../../../src/linux/ports.ts'
import type { WebsocketTraffic } from '../../../../src/traffic/kinds/websocket/options.ts'
import { listenOn } from '../../../fixtures/long-lived-listen.ts'
import { repeatPlans } from '../../../fixtures/long-lived-mischief.ts'
import { startWebsocketServer, type WebsocketFixture } from '../../../fixtures/long-lived-websocket.ts'
import { requestTo } from '../../../net/client-context.ts'
import {
  CERTIFICATE,
  countEnds,
  expectTimesWithoutService,
  startProbe,
  sumMessages,
  until,
} from '../../long-lived/rig.ts'

const spec: WebsocketTraffic = {
  kind: 'websocket',
  name: 'websocket',
  connections: 10,
  everyMs: 20,
  requests: [requestTo('/chat?room=1')],
  timeoutMs: 1_000,
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function start(...args: Parameters<typeof startWebsocketServer>): Promise<WebsocketFixture> {
  const server = await startWebsocketServer(...args)
  closers.push(server.close)
  return server
}

describe.each([false, true])('WebSockets, over TLS: %s', (tls) => {
  const options = tls ? { tls: CERTIFICATE } : {}

  test('agree with the count of a server that ends them and loses, doubles and swaps messages', async () => {
    const plans = repeatPlans(3, [
      { lose: [2, 3], double: [4], swap: [5], end: { at: 9, how: '1001' } },
      { lose: [1, 5, 6], end: { at: 7, how: '1001' } },
      { end: { at: 1, how: '1012' } },
      { swap: [2], end: { at: 6, how: '1000' } },
      { end: { at: 4, how: 'rst' } },
      { lose: [6], end: { at: 8, how: 'fin' } },
      { swap: [1, 3], lose: [5], end: { at: 8, how: 'silence' } },
      { end: { at: 3, how: 'garbage' } },
    ])
    const server = await start(plans, options)
    const { probe, recorder } = await startProbe(spec, server.port, { tls })
    await until(() => recorder.lifelines.length >= plans.length)
    await probe.stop()
    const { tally } = server
    expect(tally.ends).toEqual({ 1000: 3, 1001: 6, 1012: 3, rst: 3, fin: 3, silence: 3, garbage: 3 })
    expect(countEnds(recorder)).toEqual({
      'graceful notice 1000': 3,
      'graceful notice 1001': 6,
      'graceful notice 1012': 3,
      'cut RST': 3,
      'cut FIN': 3,
      'stalled silence': 3,
      'cut WS_ERR_UNEXPECTED_RSV_2_3': 3,
      kept: 10,
    })
    const { sent, received, lost, unanswered, duplicated, reordered } = sumMessages(recorder)
    // What crosses with a close frame reaches the server still, before the answer to it.
    expect({ unanswered, duplicated, reordered }).toEqual({
      unanswered: tally.unanswered,
      duplicated: tally.duplicated,
      reordered: tally.reordered,
    })
    expect(lost).toBe(sent - received + duplicated - unanswered)
    // What was on its way when a connection was cut never reached the server, and an RST can overtake the echo before it.
    const unheard = sent - tally.messages
    const overtaken = lost - tally.lost - unheard
    expect(unheard).toBeLessThanOrEqual(plans.length)
    expect(overtaken).toBeGreaterThanOrEqual(0)
    expect(overtaken).toBeLessThanOrEqual(tally.ends['rst'] ?? 0)
    expect(recorder.outcomes.ok).toBe(tally.connections)
    expect(recorder.begun).toBe(tally.connections)
    expect(server.pongs()).toBe(server.pings())
    expectTimesWithoutService(recorder)
  })

  test('are all kept by a healthy server, whose pings are answered', async () => {
    const server = await start([], options)
    const { probe, recorder } = await startProbe(spec, server.port, { tls })
    await until(() => server.tally.messages > 300)
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ kept: 10 })
    const { messages } = server.tally
    expect(sumMessages(recorder)).toEqual({
      sent: messages,
      received: messages,
      lost: 0,
      unanswered: 0,
      duplicated: 0,
      reordered: 0,
    })
    expect(server.pongs()).toBe(10)
    expect(recorder.lifelines[0]).toMatchObject({ generation: 'one', by: 'client' })
    expect(recorder.oks[0]).toMatchObject({ generation: 'one', newConnection: true })
  })
})

async function listenRaw(serve: (socket: Socket) => void): Promise<number> {
  const { port, close } = await listenOn(createServer(serve))
  closers.push(close)
  return port
}

/** Answers each request with the same, and then does something to the connection. */
async function answer(text: string, after: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.once('data', () => socket.write(text, () => after(socket)))
  })
  const { port, close } = await listenOn(server)
  closers.push(close)
  return port
}
const stay = () => undefined
const fin = (socket: Socket) => socket.end()
const rst = (socket: Socket) => setTimeout(() => socket.resetAndDestroy(), 5)
const one = { ...spec, connections: 1, timeoutMs: 100 }

test('bytes that are no frames end the sending, whenever the connection ends', async () => {
  let connections = 0
  let read = 0
  const port = await listenRaw((socket) => {
    const first = ++connections === 1
    const readFrames = createFrameReader((opcode, payload) => {
      if (opcode !== OPCODE.text) return
      if (first) read += 1
      else socket.write(writeFrame(OPCODE.text, payload))
      if (first && read === 1) socket.write(Buffer.alloc(16, 0xff))
    })
    socket.once('data', (chunk: Buffer) => {
      socket.write(acceptHandshake(chunk.toString('latin1')))
      socket.on('data', readFrames)
    })
  })
  const { probe, recorder } = await startProbe({ ...spec, connections: 1 }, port)
  // Its close frame is not answered: ws waits a second for that, and then ends the connection.
  await until(() => recorder.lifelines.length === 1)
  await probe.stop()
  expect(recorder.lifelines[0]).toMatchObject({ end: 'cut', messages: { sent: read, lost: read } })
  expect(countEnds(recorder)).toMatchObject({ kept: 1 })
})

describe('a WebSocket that does not open', () => {
  test.each([
    ['a status', 'HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy', stay, 'status 503'],
    ['a page', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage', fin, 'status 200'],
    [
      'a wrong key',
      'HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n',
      stay,
      'invalid BAD_HANDSHAKE',
    ],
    ['garbage', 'SSH-2.0-server\r\n', stay, 'invalid HPE_INVALID_CONSTANT'],
    ['nothing', '', stay, 'timeout'],
    ['half a head and FIN', 'HTTP/1.1 101 Swi', fin, 'truncated FIN'],
    ['half a head and RST', 'HTTP/1.1 101 Swi', rst, 'truncated ECONNRESET'],
  ])('as it is answered with %s', async (_, text, after, expected) => {
    const { probe, recorder } = await startProbe(one, await answer(text, after))
    await until(() => recorder.attempts.length >= 2)
    await probe.stop()
    const { unfinished: _unfinished, ...codes } = recorder.byCode()
    expect(Object.keys(codes)).toEqual([expected])
    expect(recorder.lifelines).toEqual([])
    expect(recorder.begun).toBe(recorder.attempts.length)
  })

  test.each([
    ['FIN', (socket: Socket) => socket.end(), 'dropped FIN'],
    ['RST', (socket: Socket) => socket.resetAndDestroy(), 'reset ECONNRESET'],
  ])('as the server ends it with %s', async (_, end, expected) => {
    const server: Server = createServer((socket) => socket.once('data', () => end(socket)))
    const { port, close } = await listenOn(server)
    closers.push(close)
    const { probe, recorder } = await startProbe(one, port)
    await until(() => recorder.attempts.length >= 3)
    await probe.stop()
    expect(Object.keys(recorder.byCode())).toEqual([expected])
  })

  test('without a listener is refused, and opens when there is one', async () => {
    const port = await freePort()
    const first = await startWebsocketServer([{ end: { at: 3, how: 'fin' } }], { port })
    const { probe, recorder } = await startProbe({ ...one, timeoutMs: 1_000 }, first.port)
    await until(() => first.tally.ends['fin'] === 1)
    await first.close()
    await until(() => recorder.outcomes.refused >= 2)
    const second = await start([], { port })
    await until(() => second.tally.messages > 3)
    await probe.stop()
    expect(Object.keys(recorder.byCode())).toEqual(['refused ECONNREFUSED'])
    // Without service over all that was refused, in the record of the one that ended.
    expect(recorder.lifelines.map(({ end, withoutServiceMs = 0 }) => `${end} ${withoutServiceMs > 100}`)).toContain(
      'cut true',
    )
    expect(recorder.lifelines.at(-1)).toMatchObject({ end: 'kept' })
  })
})
