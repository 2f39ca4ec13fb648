import { GOAWAY_UNPROCESSED, nameHttp2Code } from '../../model/http2-code.ts'
import { CONTINUATION, DATA, END_STREAM, type Frame, HEADERS, RST_STREAM } from '../../net/http2-frames.ts'

/** What the frames showed of how a stream was broken off. */
export type StreamBreak =
  | { by: 'RST_STREAM' | 'GOAWAY'; code: string }
  | { by: 'FIN' }
  | { by: 'RST' }
  | { by: 'protocol'; error: NodeJS.ErrnoException | undefined }

/** One request in flight, as the frames show it. */
export interface StreamWatch {
  bytesRead: number
  bytesWritten: number
  /** END_STREAM has come: the response is complete on the wire. The frame that it came with: trailers, or the last of the body. */
  ended: 'HEADERS' | 'DATA' | undefined
  onBytes(): void
  /** The response's head is over: the first frame of its body has begun. */
  onBody?(): void
  onBreak(end: StreamBreak): void
}

/** The length of a frame's header, RFC 9113 §4.1. */
const HEADER_BYTES = 9

/** The requests in flight on one connection, by the number of their stream. */
export class StreamTable {
  readonly #watches = new Map<number, StreamWatch>()

  get size(): number {
    return this.#watches.size
  }

  set(id: number, watch: StreamWatch): void {
    this.#watches.set(id, watch)
  }

  delete(id: number): void {
    this.#watches.delete(id)
  }

  /** The header of a frame from the server has come. */
  begin(frame: Frame): void {
    const watch = this.#watchOfMessage(frame)
    if (watch === undefined) return
    watch.bytesRead += HEADER_BYTES
    watch.onBytes()
    if (frame.type === DATA) watch.onBody?.()
  }

  /** A frame from the server is complete. */
  receive(frame: Frame): void {
    if (frame.type === RST_STREAM) return this.#reset(frame)
    const watch = this.#watchOfMessage(frame)
    if (watch === undefined) return
    watch.bytesRead += frame.length
    if (frame.type !== CONTINUATION && (frame.flags & END_STREAM) !== 0)
      watch.ended = frame.type === HEADERS ? 'HEADERS' : 'DATA'
  }

  /** A frame has been written to the server. */
  send(frame: Frame): void {
    const watch = this.#watchOfMessage(frame)
    if (watch !== undefined) watch.bytesWritten += HEADER_BYTES + frame.length
  }

  /** The server has not processed what comes after its last stream, and will not (RFC 9113 §6.8). */
  breakAfter(lastStream: number): void {
    for (const [id, watch] of this.#watches)
      if (id > lastStream) watch.onBreak({ by: 'GOAWAY', code: GOAWAY_UNPROCESSED })
  }

  /** The connection has ended: what is complete on the wire may yet be read. */
  breakOff(by: 'FIN' | 'RST'): void {
    for (const watch of this.#watches.values()) if (watch.ended === undefined) watch.onBreak({ by })
  }

  /** What came is not HTTP/2. */
  fail(error: NodeJS.ErrnoException): void {
    for (const watch of this.#watches.values()) watch.onBreak({ by: 'protocol', error })
  }

  #reset({ stream, start }: Frame): void {
    const watch = this.#watches.get(stream)
    if (watch === undefined || start.length !== 4 || watch.ended !== undefined) return
    watch.onBreak({ by: 'RST_STREAM', code: nameHttp2Code(start.readUInt32BE(0)) })
  }

  #watchOfMessage({ type, stream }: Frame): StreamWatch | undefined {
    return type === HEADERS || type === DATA || type === CONTINUATION ? this.#watches.get(stream) : undefined
  }
}
