import type { StatusObject } from '@grpc/grpc-js'
import { nameGrpcStatus } from '../../../model/grpc-status.ts'
import type { MessageCounts } from '../../../model/lifeline.ts'
import type { StreamBreak, StreamWatch } from '../../http2/streams.ts'
import type { LifelineEnding } from '../../long-lived/endings.ts'
import { type Closing, createClosing, KEPT, STALLED } from '../../long-lived/endings.ts'
import { createNumbering } from '../../long-lived/numbering.ts'
import type { OpenOptions, Session } from '../../long-lived/session.ts'
import { type SilenceWatch, watchSilence } from '../../long-lived/silence.ts'
import type { Calls, GrpcConnection } from './call.ts'
import type { GrpcStreamTraffic } from './options.ts'
import { readField } from './sequence.ts'

const MIN_SILENCE_MS = 1_000
/** With these a server sends its clients away so that they come again. */
const FAREWELLS = new Set(['OK', 'UNAVAILABLE'])

export interface StreamSession extends Session {
  /** To be watched for the rest of the stream. */
  watch: StreamWatch
  onMessage(message: Buffer): void
  /** grpc-js has given the call its status: nothing more comes of it. */
  settle(status: StatusObject): void
}

interface StreamSessionOptions extends Pick<OpenOptions, 'onServed' | 'signal'> {
  http2: GrpcConnection
  generation: string | undefined
  cancel: () => void
}

/** A server stream from its leading metadata on. Its connection is its own. */
export function createStreamSession(calls: Calls<GrpcStreamTraffic>, options: StreamSessionOptions): StreamSession {
  const { context, spec } = calls
  const { http2 } = options
  const messages = countMessages(spec.sequence)
  const closing = createClosing(context.clock, () => {
    silence?.close()
    options.cancel()
    http2.close()
  })
  const silence = watchStream(calls, closing)
  // The end as the frames show it, and when; what came before it, grpc-js may yet have to tell.
  let broken: { facts: LifelineEnding; at: number } | undefined
  const watch: StreamWatch = {
    bytesRead: 0,
    bytesWritten: 0,
    ended: undefined,
    onBytes() {},
    onBreak(end) {
      broken ??= { facts: describeBreak(end, http2), at: context.clock.now() }
    },
  }
  let finishing = false

  return {
    connection: http2.connection,
    generation: options.generation,
    over: closing.over,
    watch,
    onMessage(message) {
      if (closing.ended()) return
      messages.take(message)
      silence?.reset()
      silence?.expect()
      options.onServed()
      if (finishing) closing.end(KEPT)
    },
    settle(status) {
      closing.end(broken?.facts ?? describeStatus(status, watch, http2), broken?.at)
    },
    finish() {
      finishing = silence !== undefined
      if (finishing) return
      // Nothing is due from it: whether it is still there, its connection can tell.
      void http2.ping(options.signal).then((answered) => answered && closing.end(KEPT))
    },
    abandon: (facts) => closing.end(facts),
    takeMessages: messages.counts,
  }
}

function watchStream(
  { context, spec: { everyMs } }: Calls<GrpcStreamTraffic>,
  closing: Closing,
): SilenceWatch | undefined {
  if (everyMs === undefined) return undefined
  const silence = watchSilence(context, Math.max(MIN_SILENCE_MS, 2 * everyMs), () => closing.end(STALLED))
  silence.expect()
  return silence
}

function countMessages(sequence: number | undefined) {
  const numbering = createNumbering()
  let unnumbered = 0
  return {
    take(message: Buffer): void {
      const n = sequence === undefined ? undefined : readField(message, sequence)
      if (n === undefined) unnumbered += 1
      else numbering.receive(n)
    },
    counts(): MessageCounts {
      const counts = numbering.take()
      return { ...counts, sent: counts.sent + unnumbered, received: counts.received + unnumbered }
    },
  }
}

/** A stream that was broken off; `code` is that of a GOAWAY before it, where there was one. */
function describeBreak(end: StreamBreak, { goaway }: GrpcConnection): LifelineEnding {
  const cut = { end: 'cut', by: 'server' } as const
  if (end.by === 'FIN' || end.by === 'RST')
    return { ...cut, sign: end.by, ...(goaway !== undefined && { code: goaway.code }) }
  if (end.by === 'protocol') return { ...cut, code: end.error?.code ?? 'UNKNOWN' }
  return { ...cut, sign: 'notice', code: end.code }
}

/** A stream that has come to its end, with a status from the server; or one that grpc-js found fault with. */
function describeStatus({ code }: StatusObject, { ended }: StreamWatch, { goaway }: GrpcConnection): LifelineEnding {
  const name = nameGrpcStatus(code)
  if (ended === 'HEADERS')
    return { end: FAREWELLS.has(name) ? 'graceful' : 'cut', by: 'server', sign: 'notice', code: name }
  return { end: 'cut', by: 'server', code: ended === 'DATA' ? 'NO_GRPC_STATUS' : (goaway?.code ?? name) }
}
