import { createRequire } from 'node:module'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import {
  closeFrame,
  createFrameReader,
  OPCODE,
  writeFrame,
} from '../../src/calibrate/server/long-lived/websocket-frames.ts'
import { adoptSocket } from '../../src/traffic/kinds/websocket/client-socket.ts'
import { listenOn } from '../fixtures/long-lived-listen.ts'

// ws takes over a connection that was upgraded elsewhere, by what its own server does for that: `new WebSocket(null)`, `setSocket` and
// `_isServer`, which its types leave out. Where a test fails after an upgrade, look at lib/websocket.js before raising the version.

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

interface Pair {
  ws: WebSocket
  server: Socket
  client: Socket
  messages: string[]
  /** All that the server has read. */
  read(): Buffer
}

/** A connection whose client reads already, as ours do, and has `rest` in hand when ws gets it. */
async function adopt(rest: Buffer = Buffer.alloc(0)): Promise<Pair> {
  const chunks: Buffer[] = []
  const messages: string[] = []
  let server: Socket | undefined
  const { port, close } = await listenOn(
    createServer((socket) => {
      server = socket
      socket.on('data', (chunk: Buffer) => chunks.push(chunk)).write('head')
    }),
  )
  closers.push(close)
  const client = connect({ host: '127.0.0.1', port })
  const ws = await new Promise<WebSocket>((resolve) => {
    client.once('data', () => {
      const adopted = adoptSocket(client, rest)
      // At once: what is in hand comes before any promise is heard of.
      adopted.on('message', (data: Buffer) => messages.push(data.toString()))
      resolve(adopted)
    })
    client.on('data', () => undefined)
  })
  if (server === undefined) throw new Error('expected a connection')
  return { ws, server, client, messages, read: () => Buffer.concat(chunks) }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

const MASK_BIT = 0x80

test('the version is the one that all of this was found out about', () => {
  expect(createRequire(import.meta.url)('ws/package.json')).toMatchObject({ version: '8.23.0' })
})

test('it is open at once, and masks what it sends as a client must', async () => {
  const { ws, read } = await adopt()
  expect(ws.readyState).toBe(ws.OPEN)
  ws.send('hello')
  await until(() => read().length > 0)
  expect(read().readUInt8(1) & MASK_BIT).toBe(MASK_BIT)
  const texts: string[] = []
  createFrameReader((_, payload) => void texts.push(payload.toString()))(read())
  expect(texts).toEqual(['hello'])
})

test('it reads the frames of a server, which are not masked', async () => {
  const { messages, server } = await adopt()
  server.write(writeFrame(OPCODE.text, 'one'))
  await until(() => messages.length > 0)
  expect(messages).toEqual(['one'])
})

test('what came with the head is read first, although the socket flows and somebody else reads along', async () => {
  const first = writeFrame(OPCODE.text, 'one')
  const { messages, server } = await adopt(Buffer.concat([first, first.subarray(0, 2)]))
  server.write(Buffer.concat([first.subarray(2), writeFrame(OPCODE.text, 'two')]))
  await until(() => messages.length === 3)
  expect(messages).toEqual(['one', 'one', 'two'])
})

test('pings are answered', async () => {
  const { ws, server, read } = await adopt()
  ws.on('error', () => undefined)
  server.write(writeFrame(OPCODE.ping, 'x'))
  await until(() => read().length > 0)
  const frames: [number, string][] = []
  createFrameReader((opcode, payload) => void frames.push([opcode, payload.toString()]))(read())
  expect(frames).toEqual([[OPCODE.pong, 'x']])
})

test('the code of a close frame is reported, and 1006 where none came', async () => {
  const codes: number[] = []
  const closed = await adopt()
  closed.ws.once('close', (code) => codes.push(code))
  closed.server.end(closeFrame(1012))
  await until(() => codes.length === 1)
  const cut = await adopt()
  cut.ws.once('close', (code) => codes.push(code))
  cut.server.end()
  await until(() => codes.length === 2)
  expect(codes).toEqual([1012, 1006])
})

test('bytes that are no frames are an error with a code, before the close', async () => {
  const { ws, server } = await adopt()
  const heard: unknown[] = []
  ws.on('error', (error: NodeJS.ErrnoException) => heard.push(error.code))
  ws.once('close', (code) => heard.push(code))
  server.end(Buffer.alloc(16, 0xff))
  await until(() => heard.length === 2)
  expect(heard).toEqual(['WS_ERR_UNEXPECTED_RSV_2_3', 1006])
})

test('a server that does not answer the close has a second', async () => {
  const { ws, client } = await adopt()
  const begun = performance.now()
  ws.close(1000)
  await until(() => client.destroyed)
  expect(performance.now() - begun).toBeGreaterThan(900)
  expect(performance.now() - begun).toBeLessThan(2_500)
})
