import type { Serve } from '../connection-context.ts'
import { createEcho } from './echo.ts'
import { acceptHandshake, closeFrame, createFrameReader, OPCODE, writeFrame } from './websocket-frames.ts'

/** Going away (RFC 6455 §7.4.1). */
const GOING_AWAY = 1001
/** Reserved bits and an undefined opcode. */
const NO_FRAME = Buffer.alloc(16, 0xff)

/** Numbered text messages, sent back by plan. */
export const serveWebsocket: Serve = ({ socket, port, clock, longLivedLog }) => {
  let closing = false
  const hear = createEcho(longLivedLog.open('websocket', { socket, port, at: clock.now() }), {
    send: (n) => socket.write(writeFrame(OPCODE.text, String(n))),
    end(how) {
      if (how === 'fin') socket.end()
      if (how === 'rst') socket.resetAndDestroy()
      if (how === 'garbage') socket.write(NO_FRAME)
      if (how !== 'close-frame') return
      closing = true
      socket.write(closeFrame(GOING_AWAY))
    },
  })
  const read = createFrameReader((opcode, payload) => {
    if (opcode === OPCODE.text) hear(Number(payload.toString()))
    if (opcode !== OPCODE.close || socket.writableEnded) return
    // RFC 6455 §5.5.1 and §7.1.1: it is answered, and the server closes first.
    if (!closing) socket.write(writeFrame(OPCODE.close, payload))
    socket.end()
  })
  return afterHead((head) => {
    socket.write(acceptHandshake(head))
    socket.write(writeFrame(OPCODE.text, 'an unsolicited greeting'))
  }, read)
}

/** Hands the request's head to one, and all that follows to the other. */
function afterHead(onHead: (head: string) => void, onBytes: (chunk: Buffer) => void): (chunk: Buffer) => void {
  let start = Buffer.alloc(0)
  let begun = false
  return (chunk) => {
    if (begun) return onBytes(chunk)
    start = Buffer.concat([start, chunk])
    const end = start.indexOf('\r\n\r\n')
    if (end < 0) return
    begun = true
    onHead(start.toString('latin1', 0, end))
    onBytes(start.subarray(end + 4))
  }
}
