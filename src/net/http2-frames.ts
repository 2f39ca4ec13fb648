/** One frame, RFC 9113 §4.1. */
export interface Frame {
  type: number
  flags: number
  stream: number
  /** Of its payload, bytes. */
  length: number
  /** The first bytes of its payload, eight at the most; of SETTINGS all. */
  start: Buffer
}

/** RFC 9113 §6. */
export const DATA = 0
export const HEADERS = 1
export const RST_STREAM = 3
export const SETTINGS = 4
export const PING = 6
export const GOAWAY = 7
export const CONTINUATION = 9
/** Flag of DATA and HEADERS: nothing more follows on the stream. */
export const END_STREAM = 0x1
/** Flag of SETTINGS and PING: it answers one. */
export const ACK = 0x1

/** An undefined type; such frames must be ignored (RFC 9113 §5.5). */
const UNDEFINED_TYPE = 0xfa
const HEADER_BYTES = 9
const START_BYTES = 8
/** The largest frame that a client has allowed unless it says otherwise, RFC 9113 §6.5.2. */
const MAX_SETTINGS_BYTES = 16_384

export interface FrameOptions {
  /** Bytes at the beginning that are no frames: the client's preface has 24. */
  skip?: number
  /** Overwrites the error code of each GOAWAY with NO_ERROR as it passes, after it was read. */
  calm?: boolean
  /** Frames that are not meant for the reader behind the watch: they pass as ones that must be ignored. */
  hide?: (frame: Frame) => boolean
  /** The frame's header has come. */
  onBegin?: (frame: Frame) => void
  /** The frame is complete. */
  onFrame: (frame: Frame) => void
}

/** Reads along on one direction of a connection, in pieces of any size. */
export interface FrameWatch {
  /** Returns what may be passed on now: the beginning of a frame's header waits for the rest of it. */
  pass(chunk: Buffer): Buffer
  /** Whether the last byte that was passed on was the last of a frame. */
  between(): boolean
}

export function watchFrames({ skip = 0, calm = false, hide, onBegin, onFrame }: FrameOptions): FrameWatch {
  let waiting: Buffer = Buffer.alloc(0)
  let skipped = 0
  let read = 0
  let frame: Frame | undefined

  function takeHeader(bytes: Buffer, at: number): number {
    frame = parseHeader(bytes, at)
    read = 0
    onBegin?.(frame)
    return HEADER_BYTES
  }

  function takePayload(bytes: Buffer, at: number, current: Frame): number {
    const taken = Math.min(current.length - read, bytes.length - at)
    for (let i = at; i < at + taken && read + i - at < current.start.length; i += 1) {
      const place = read + i - at
      current.start[place] = bytes[i] ?? 0
      if (calm && current.type === GOAWAY && place >= 4) bytes[i] = 0
    }
    read += taken
    return taken
  }

  function end(complete: Frame): void {
    frame = undefined
    onFrame(complete)
  }

  return {
    pass(chunk) {
      const bytes = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
      let at = Math.min(skip - skipped, bytes.length)
      skipped += at
      while (at < bytes.length) {
        if (frame === undefined && bytes.length - at < HEADER_BYTES) break
        if (frame === undefined) {
          at += takeHeader(bytes, at)
          if (frame !== undefined && hide?.(frame) === true) bytes[at - HEADER_BYTES + 3] = UNDEFINED_TYPE
        } else at += takePayload(bytes, at, frame)
        if (frame !== undefined && read === frame.length) end(frame)
      }
      waiting = bytes.subarray(at)
      return bytes.subarray(0, at)
    },
    between: () => frame === undefined && skipped === skip,
  }
}

function parseHeader(bytes: Buffer, at: number): Frame {
  const length = bytes.readUIntBE(at, 3)
  const type = bytes.readUInt8(at + 3)
  return {
    length,
    type,
    flags: bytes.readUInt8(at + 4),
    stream: bytes.readUInt32BE(at + 5) & 0x7f_ff_ff_ff,
    start: Buffer.alloc(Math.min(length, type === SETTINGS ? MAX_SETTINGS_BYTES : START_BYTES)),
  }
}

/** Values of a SETTINGS frame by identifier, RFC 9113 §6.5.1. */
export function readSettings({ start }: Frame): Map<number, number> {
  const settings = new Map<number, number>()
  for (let at = 0; at + 6 <= start.length; at += 6) settings.set(start.readUInt16BE(at), start.readUInt32BE(at + 2))
  return settings
}

/** A PING of our own, or what answers it; the payload tells it from others'. */
export function pingFrame(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0, 0, payload.length, PING, 0, 0, 0, 0, 0]), payload])
}
