import type { FailureFacts } from '../../model/attempt.ts'
import { GOAWAY_UNPROCESSED } from '../../model/http2-code.ts'
import { classify } from '../../net/classify.ts'
import type { ClientContext } from '../../net/client-context.ts'
import { type Deadline, startDeadline } from '../../net/deadline.ts'
import type { Exchange } from '../exchange/result.ts'
import type { Http2Connection, StreamBreak, StreamWatch } from './connection.ts'

/** How far one request has come. */
export interface StreamProgress extends StreamWatch {
  phase: 'headers' | 'body'
  sent: number
  reused: boolean
  firstByte?: number
  status?: number
  generation?: string | undefined
}

/** One request in flight, for whoever sends it. */
export interface InFlightRequest {
  progress: StreamProgress
  /** It goes out on the stream of this number. */
  assignStream(stream: number): void
  /** It has ended so, `complete` with a whole response. What is said first counts. */
  settle(facts: FailureFacts, complete?: boolean): void
}

/**
 * Has one request sent on an open connection, and watches its frames until it has ended. Never rejects, never tries twice.
 *
 * @param send sends it, and returns what takes it back
 */
export function watchRequest(
  context: ClientContext,
  http2: Http2Connection,
  deadline: Deadline,
  send: (inFlight: InFlightRequest) => () => void,
): Promise<Exchange> {
  return new Promise((resolve) => {
    let stream = 0
    let ended = false
    let takeBack: (() => void) | undefined
    const settle = (said: FailureFacts, complete = false) => {
      if (ended) return
      ended = true
      stopClock()
      // Whoever sends it may have no more to say than that he could not.
      const facts = wasLate(http2, progress) ? describeBreak(lateEnd(http2), progress) : said
      const exchange = summarize(context, http2, progress, facts)
      http2.release(stream, facts, complete)
      resolve(exchange)
    }
    const progress: StreamProgress = {
      phase: 'headers',
      sent: context.clock.now(),
      reused: http2.answered > 0,
      bytesRead: 0,
      bytesWritten: 0,
      ended: undefined,
      onBytes: () => {
        progress.firstByte ??= context.clock.now()
      },
      onBody: () => {
        progress.phase = 'body'
      },
      onBreak: (end) => settle(describeBreak(end, progress)),
    }
    const assignStream = (number: number) => {
      stream = number
      http2.streams.set(number, progress)
    }
    const stopClock = startDeadline(context, deadline, ({ by }) => {
      settle(classify({ by, phase: progress.phase, bytesRead: progress.bytesRead }))
      takeBack?.()
    })
    if (!http2.usable) return settle(describeBreak(lateEnd(http2), progress))
    try {
      takeBack = send({ progress, assignStream, settle })
    } catch (error) {
      // A path or a header that cannot be sent: the scenario's fault, never the target's.
      if (!(error instanceof Error)) throw error
      settle({ outcome: 'local', phase: 'headers', code: 'UNSENDABLE', detail: error.message })
    }
  })
}

/** The connection ended after it was chosen, and before a byte of the request was written. */
function wasLate(http2: Http2Connection, { bytesWritten }: StreamProgress): boolean {
  return bytesWritten === 0 && !http2.usable && !http2.silent
}

function lateEnd({ connection, goaway, protocolError }: Http2Connection): StreamBreak {
  if (goaway !== undefined) return { by: 'GOAWAY', code: GOAWAY_UNPROCESSED }
  const { serverEnd } = connection
  return serverEnd === 'FIN' || serverEnd === 'RST' ? { by: serverEnd } : { by: 'protocol', error: protocolError }
}

function describeBreak(end: StreamBreak, { phase, bytesRead }: StreamProgress): FailureFacts {
  if (end.by === 'FIN') return classify({ by: 'fin', phase, bytesRead })
  if (end.by === 'protocol') {
    const { code = 'UNKNOWN', message = 'the connection ended without a reason' } = end.error ?? {}
    return { outcome: 'invalid', phase, code, detail: message }
  }
  const code = end.by === 'RST' ? 'ECONNRESET' : end.code
  return { outcome: bytesRead > 0 ? 'truncated' : 'reset', phase, code }
}

function summarize(
  { clock }: ClientContext,
  { connection }: Http2Connection,
  progress: StreamProgress,
  facts: FailureFacts,
): Exchange {
  const { sent, firstByte, bytesRead, bytesWritten, reused, status, generation } = progress
  return {
    ...facts,
    connected: true,
    reused,
    ...(bytesWritten > 0 && { sent }),
    end: clock.now(),
    bytesWritten,
    bytesRead,
    ...(firstByte !== undefined && { firstByte }),
    ...(connection.localPort !== undefined && { localPort: connection.localPort }),
    ...(status !== undefined && { status }),
    ...(generation !== undefined && { generation }),
  }
}
