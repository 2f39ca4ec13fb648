import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import {
  acceptHandshake,
  createFrameReader,
  OPCODE,
  writeFrame,
} from '../../../src/calibrate/server/long-lived/websocket-frames.ts'
import type { SseTraffic } from '../../../src/traffic/kinds/sse/options.ts'
import type { WebsocketTraffic } from '../../../src/traffic/kinds/websocket/options.ts'
import { listenOn } from '../../fixtures/long-lived-listen.ts'
import { requestTo } from '../../net/client-context.ts'
import { startProbe, sumMessages, until } from './rig.ts'

// What is read of a head is the same for all HTTP/1.1 traffic; these are the kinds that go on with another protocol after it.

const base = { connections: 1, everyMs: 10, requests: [requestTo('/')], timeoutMs: 1_000 }
const sse: SseTraffic = { ...base, kind: 'sse', name: 'sse' }
const websocket: WebsocketTraffic = { ...base, kind: 'websocket', name: 'websocket' }

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Answers with the head that a good server sends, changed; and then serves. */
async function serve({ kind }: SseTraffic | WebsocketTraffic, change: (head: string) => string): Promise<number> {
  const { port, close } = await listenOn(
    createServer((socket) => {
      socket.once('data', (chunk: Buffer) => {
        if (kind === 'sse') tellEvents(socket, change(STREAM_HEAD))
        else echo(socket, change(acceptHandshake(chunk.toString('latin1'))))
      })
    }),
  )
  closers.push(close)
  return port
}

const STREAM_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
const EVENT = 'c\r\nid: 1\ndata\n\n\r\n'

function tellEvents(socket: Socket, head: string): void {
  socket.write(head + EVENT)
  const timer = setInterval(() => socket.write(EVENT), 10)
  socket.on('close', () => clearInterval(timer))
}

function echo(socket: Socket, head: string): void {
  socket.write(head)
  socket.on(
    'data',
    createFrameReader((opcode, payload) => {
      if (opcode === OPCODE.text) socket.write(writeFrame(OPCODE.text, payload))
    }),
  )
}

/** Behind the status line. */
const add = (fields: string) => (head: string) => head.replace('\r\n', `\r\n${fields}`)

describe.each([sse, websocket])('the head that opens a connection of $kind', (spec) => {
  test.each([
    ['is of 20 KiB', add(`X-Padding: ${'x'.repeat(20_480)}\r\n`)],
    ['is of 20 KiB in many fields', add('X-Padding: 0123456789\r\n'.repeat(900))],
    ['ends its lines with LF alone', (head: string) => head.replaceAll('\r\n', '\n')],
    ['has a folded field', add('X-Folded: one\r\n two\r\n')],
    [
      'has folded those that count',
      (head: string) => head.replace(/^(Content-Type|Sec-WebSocket-Accept|Upgrade): /gm, '$1:\r\n '),
    ],
    ['comes after an interim response', (head: string) => `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${head}`],
    ['tells the generation', add('X-Generation: two\r\n')],
  ])('may be one that %s', async (_, change) => {
    const { probe, recorder } = await startProbe(spec, await serve(spec, change))
    await until(() => recorder.outcomes.ok + recorder.attempts.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await probe.stop()
    expect(recorder.byCode()).toEqual({})
    expect(recorder.lifelines).toMatchObject([{ end: 'kept' }])
    expect(sumMessages(recorder).received).toBeGreaterThan(0)
    const generation = change('\r\n').includes('X-Generation') ? 'two' : undefined
    expect(recorder.lifelines[0]?.generation).toBe(generation)
  })

  test.each([
    ['a field without a colon', add('no colon\r\n'), 'invalid HPE_INVALID_HEADER_TOKEN'],
    ['NUL in a field', add('X: \0\r\n'), 'invalid HPE_INVALID_HEADER_TOKEN'],
    ['white space before the first field', add(' X: y\r\n'), 'invalid HPE_INVALID_HEADER_TOKEN'],
    ['a wrong version', (head: string) => head.replace('1.1', '3.0'), 'invalid HPE_INVALID_VERSION'],
    ['a status of two digits', (head: string) => head.replace(/ \d(\d\d) /, ' $1 '), 'invalid HPE_INVALID_STATUS'],
    ['more than 80 KiB', add(`X-Padding: ${'x'.repeat(81_920)}\r\n`), 'invalid HPE_HEADER_OVERFLOW'],
  ])('may not have %s', async (_, change, expected) => {
    const { probe, recorder } = await startProbe(spec, await serve(spec, change))
    await until(() => recorder.attempts.length > 0)
    await probe.stop()
    const { unfinished: _unfinished, ...codes } = recorder.byCode()
    expect(Object.keys(codes)).toEqual([expected])
    expect(recorder.attempts[0]).toMatchObject({ phase: 'headers' })
    expect(recorder.lifelines).toEqual([])
  })
})

test('an event stream is not opened by a switch to another protocol, for none was asked for', async () => {
  const { probe, recorder } = await startProbe(sse, await serve(sse, () => acceptHandshake('')))
  await until(() => recorder.attempts.length > 0)
  await probe.stop()
  expect(recorder.attempts[0]).toMatchObject({ outcome: 'invalid', code: 'HPE_UNASKED_UPGRADE' })
})

test('an event stream whose chunks are malformed is cut, and the lifeline says why', async () => {
  const port = await serve(sse, () => `${STREAM_HEAD}${EVENT}zz\r\n`)
  const { probe, recorder } = await startProbe(sse, port)
  await until(() => recorder.lifelines.length > 0)
  await probe.stop()
  expect(recorder.lifelines[0]).toMatchObject({ end: 'cut', by: 'server', code: 'HPE_INVALID_CHUNK_SIZE' })
  expect(recorder.lifelines[0]).not.toHaveProperty('sign')
  expect(recorder.lifelines[0]?.messages).toMatchObject({ received: 1 })
})

test('frames that come with the head of a WebSocket are read', async () => {
  const { port, close } = await listenOn(
    createServer((socket) => {
      socket.once('data', (chunk: Buffer) => {
        const head = Buffer.from(acceptHandshake(chunk.toString('latin1')), 'latin1')
        socket.write(
          Buffer.concat([head, writeFrame(OPCODE.text, '1'), writeFrame(OPCODE.close, Buffer.from([3, 0xe9]))]),
        )
      })
    }),
  )
  closers.push(close)
  const { probe, recorder } = await startProbe(websocket, port)
  await until(() => recorder.lifelines.length > 0)
  await probe.stop()
  expect(recorder.lifelines[0]).toMatchObject({ end: 'graceful', code: '1001', messages: { sent: 1, received: 1 } })
})
