import { createHash } from 'node:crypto'

/** Opcodes, RFC 6455 §5.2. */
export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const
/** RFC 6455 §1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const FIN = 0x80
const MASKED = 0x80
const MASK_BYTES = 4
const HEAD_BYTES = 2

/** The answer to an opening handshake (RFC 6455 §4.2.2). */
export function acceptHandshake(head: string): string {
  const key = /\r\nsec-websocket-key: *(\S+)/i.exec(head)?.[1] ?? ''
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64')
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`
}

/** A whole, unmasked frame of at most 125 bytes. */
export function writeFrame(opcode: number, payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload)
  return Buffer.concat([Buffer.from([FIN | opcode, bytes.length]), bytes])
}

export function closeFrame(code: number): Buffer {
  const payload = Buffer.alloc(2)
  payload.writeUInt16BE(code)
  return writeFrame(OPCODE.close, payload)
}

/** Cuts what a client sends into frames. Numbers are short: frames of more than 125 bytes are not understood. */
export function createFrameReader(onFrame: (opcode: number, payload: Buffer) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= HEAD_BYTES) {
      const begin = HEAD_BYTES + MASK_BYTES
      const end = begin + (rest.readUInt8(1) & ~MASKED)
      if (rest.length < end) return
      const mask = rest.subarray(HEAD_BYTES, begin)
      const payload = rest.subarray(begin, end).map((byte, i) => byte ^ (mask[i % MASK_BYTES] ?? 0))
      onFrame(rest.readUInt8(0) & 0x0f, Buffer.from(payload))
      rest = rest.subarray(end)
    }
  }
}
