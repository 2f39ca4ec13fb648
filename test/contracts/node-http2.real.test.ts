import { constants, createServer, type ServerHttp2Session } from 'node:http2'
import { connect } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { frame, MAX_STREAM, readFrames, settings, TYPE } from '../../src/calibrate/server/http2/frames.ts'
import { listenOn } from '../fixtures/long-lived-listen.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
/** HPACK (RFC 7541): GET, http and `/` of its static table, and an authority. */
const GET = Buffer.from([0x82, 0x86, 0x84, 0x01, 0x01, 0x61])
const END_STREAM_AND_HEADERS = 5

/** Why a server on node:http2, one of grpc-js among them, cannot say GOAWAY twice and lose nothing in between: docs/explain/grpc.md. */
test('a server on node:http2 ignores new streams after its first GOAWAY, whatever last stream that names', async () => {
  let session: ServerHttp2Session | undefined
  const server = createServer((_, response) => response.end())
  server.on('session', (one) => {
    session = one
  })
  const { port, close } = await listenOn(server)
  const socket = connect(port, '127.0.0.1')
  closers.push(close, () => socket.destroy())
  const heard: number[] = []
  const read = readFrames((type, _, stream) => void (type === TYPE.headers && heard.push(stream)))
  // Only a client's frames have a preface before them.
  read(Buffer.alloc(PREFACE.length))
  socket.on('data', read)
  const ask = (stream: number) => socket.write(frame(TYPE.headers, END_STREAM_AND_HEADERS, stream, GET))
  socket.write(Buffer.concat([Buffer.from(PREFACE), settings]))
  ask(1)
  await vi.waitFor(() => expect(heard).toEqual([1]))
  ask(3)
  await vi.waitFor(() => expect(heard).toEqual([1, 3]))
  session?.goaway(constants.NGHTTP2_NO_ERROR, MAX_STREAM)
  await new Promise((resolve) => setTimeout(resolve, 50))
  ask(5)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(heard).toEqual([1, 3])
  expect(socket.closed).toBe(false)
})
