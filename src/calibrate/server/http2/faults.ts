import type { Socket } from 'node:net'
import { BEFORE_RST_MS } from '../http1/faults.ts'
import { answer, goaway, halfAnswer, rstStream } from './frames.ts'

/** What the server does to a connection on which a request is pending. */
export const HTTP2_ENDS = [
  'silence',
  'fin',
  'rst',
  'fin-in-body',
  'rst-in-body',
  'goaway',
  'goaway-above',
  'goaway-then-fin',
  'garbage',
] as const
export type ConnectionFault = (typeof HTTP2_ENDS)[number]

/** What it does to one stream, on a connection that goes on. */
export const STREAM_FAULTS = ['stream-refused', 'stream-reset', 'stream-reset-in-body', '503'] as const
export type StreamFault = (typeof STREAM_FAULTS)[number]

/** How long an accepted request is worked on after the GOAWAY. */
const WORK_MS = 20

export const END_HTTP2: Record<ConnectionFault, (socket: Socket, stream: number) => void> = {
  silence: () => undefined,
  fin: (socket) => socket.end(),
  rst: (socket) => socket.resetAndDestroy(),
  'fin-in-body': (socket, stream) => socket.end(halfAnswer(stream)),
  'rst-in-body': (socket, stream) =>
    socket.write(halfAnswer(stream), () => setTimeout(() => socket.resetAndDestroy(), BEFORE_RST_MS)),
  /** The pending request was accepted, and is answered. */
  goaway(socket, stream) {
    socket.write(goaway(stream, 'NO_ERROR'))
    setTimeout(() => socket.write(answer(stream)), WORK_MS)
  },
  /** It is above the last one that was. */
  'goaway-above': (socket, stream) => socket.write(goaway(stream - 2, 'NO_ERROR')),
  /** It was accepted, and is not answered. */
  'goaway-then-fin': (socket, stream) => socket.end(goaway(stream, 'NO_ERROR')),
  garbage: (socket) => socket.write(Buffer.alloc(64, 0xff)),
}

export const STREAM_ANSWERS: Record<StreamFault, (stream: number) => Buffer> = {
  'stream-refused': (stream) => rstStream(stream, 'REFUSED_STREAM'),
  'stream-reset': (stream) => rstStream(stream, 'INTERNAL_ERROR'),
  'stream-reset-in-body': (stream) => Buffer.concat([halfAnswer(stream), rstStream(stream, 'CANCEL')]),
  '503': (stream) => answer(stream, 503),
}
