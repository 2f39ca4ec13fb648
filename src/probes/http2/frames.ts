/** One frame, RFC 9113 §4.1. */
export interface Frame {
  type: number
  flags: number
  stream: number
  /** Of its payload, bytes. */
  length: number
  /** The first bytes of its payload, eight at the most. */
  start: Buffer
}

/** RFC 9113 §6. */
export const DATA = 0
export const HEADERS = 1
export const RST_STREAM = 3
export const SETTINGS = 4
export const GOAWAY = 7
export const CONTINUATION = 9
/** Flag of DATA and HEADERS: nothing more follows on the stream. */
export const END_STREAM = 0x1

const HEADER_BYTES = 9
const START_BYTES = 8

interface FrameWatch {
  /** Bytes at the beginning that are no frames: the client's preface has 24. */
  skip?: number
  /** Overwrites the error code of each GOAWAY with NO_ERROR as it passes, after it was read. */
  calm?: boolean
  /** The frame's header has come. */
  onBegin?: (frame: Frame) => void
  /** The frame is complete. */
  onFrame: (frame: Frame) => void
}

/** Reads along on one direction of a connection, in pieces of any size. */
export function watchFrames({ skip = 0, calm = false, onBegin, onFrame }: FrameWatch): (chunk: Buffer) => void {
  const header = Buffer.alloc(HEADER_BYTES)
  let skipped = 0
  let filled = 0
  let read = 0
  let frame: Frame | undefined

  function takeHeader(chunk: Buffer, at: number): number {
    const taken = chunk.copy(header, filled, at)
    filled += taken
    if (filled < HEADER_BYTES) return taken
    frame = parseHeader(header)
    filled = 0
    read = 0
    onBegin?.(frame)
    return taken
  }

  function takePayload(chunk: Buffer, at: number, current: Frame): number {
    const taken = Math.min(current.length - read, chunk.length - at)
    for (let i = at; i < at + taken && read + i - at < START_BYTES; i += 1) {
      const place = read + i - at
      current.start[place] = chunk[i] ?? 0
      if (calm && current.type === GOAWAY && place >= 4) chunk[i] = 0
    }
    read += taken
    return taken
  }

  return (chunk) => {
    let at = Math.min(skip - skipped, chunk.length)
    skipped += at
    while (at < chunk.length) {
      at += frame === undefined ? takeHeader(chunk, at) : takePayload(chunk, at, frame)
      if (frame === undefined || read < frame.length) continue
      const complete = frame
      frame = undefined
      onFrame(complete)
    }
  }
}

function parseHeader(header: Buffer): Frame {
  const length = header.readUIntBE(0, 3)
  return {
    length,
    type: header.readUInt8(3),
    flags: header.readUInt8(4),
    stream: header.readUInt32BE(5) & 0x7f_ff_ff_ff,
    start: Buffer.alloc(Math.min(length, START_BYTES)),
  }
}
