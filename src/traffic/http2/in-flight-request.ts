import type { FailureFacts } from '../../model/attempt.ts'
import { GOAWAY_UNPROCESSED } from '../../model/http2-code.ts'
import { classify } from '../../net/classify.ts'
import type { ClientContext } from '../../net/client-context.ts'
import { type Deadline, startDeadline } from '../../net/deadline.ts'
import { type AttemptProgress, describeExchange, type Exchange } from '../thread/attempt-progress.ts'
import type { Http2Connection } from './connection.ts'
import type { StreamBreak, StreamWatch } from './streams.ts'

/** How far one request has come. */
export interface StreamProgress extends StreamWatch, AttemptProgress {}

/** Sends the request, and returns what takes it back. */
type Send = (request: InFlightRequest) => () => void

/** Has one request sent on an open connection, and watches its frames until it has ended. Never rejects, never tries twice. */
export function watchRequest(
  context: ClientContext,
  http2: Http2Connection,
  deadline: Deadline,
  send: Send,
): Promise<Exchange> {
  return new Promise((resolve) => new InFlightRequest(context, http2, deadline, resolve).send(send))
}

/** One request, from its sending to its end. Owns its time limit. */
export class InFlightRequest {
  readonly progress: StreamProgress
  readonly #context: ClientContext
  readonly #http2: Http2Connection
  readonly #resolve: (exchange: Exchange) => void
  readonly #stopClock: () => void
  #stream = 0
  #ended = false
  #takeBack: (() => void) | undefined

  constructor(
    context: ClientContext,
    http2: Http2Connection,
    deadline: Deadline,
    resolve: (exchange: Exchange) => void,
  ) {
    this.#context = context
    this.#http2 = http2
    this.#resolve = resolve
    this.progress = beginProgress(context, http2, (end) => this.settle(describeBreak(end, this.progress)))
    this.#stopClock = startDeadline(context, deadline, ({ by }) => {
      const { phase, bytesRead } = this.progress
      this.settle(classify({ by, phase, bytesRead }))
      this.#takeBack?.()
    })
  }

  send(send: Send): void {
    if (!this.#http2.usable) return this.settle(describeBreak(lateEnd(this.#http2), this.progress))
    try {
      this.#takeBack = send(this)
    } catch (error) {
      // A path or a header that cannot be sent: the scenario's fault, never the target's.
      if (!(error instanceof Error)) throw error
      this.settle({ outcome: 'local', phase: 'headers', code: 'UNSENDABLE', detail: error.message })
    }
  }

  /** It goes out on the stream of this number. */
  assignStream(stream: number): void {
    this.#stream = stream
    this.#http2.streams.set(stream, this.progress)
  }

  /** It has ended so, `complete` with a whole response. The first end counts. */
  settle(cause: FailureFacts, complete = false): void {
    if (this.#ended) return
    this.#ended = true
    this.#stopClock()
    // What sends it may know no more than that it could not.
    const late = wasLate(this.#http2, this.progress)
    const facts = late ? describeBreak(lateEnd(this.#http2), this.progress) : cause
    const exchange = summarize(this.#context, this.#http2, this.progress, facts)
    this.#http2.release(this.#stream, facts, complete)
    this.#resolve(exchange)
  }
}

function beginProgress(
  { clock }: ClientContext,
  { answered }: Http2Connection,
  onBreak: StreamWatch['onBreak'],
): StreamProgress {
  const progress: StreamProgress = {
    phase: 'headers',
    sent: clock.now(),
    reused: answered > 0,
    bytesRead: 0,
    bytesWritten: 0,
    ended: undefined,
    onBytes() {
      progress.firstByte ??= clock.now()
    },
    onBody() {
      progress.phase = 'body'
    },
    onBreak,
  }
  return progress
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
  { connection: { localPort, connectMs } }: Http2Connection,
  progress: StreamProgress,
  facts: FailureFacts,
): Exchange {
  const { bytesWritten } = progress
  const exchange = describeExchange(progress, facts, { end: clock.now(), bytesWritten, localPort, connectMs })
  if (bytesWritten === 0) delete exchange.sent
  return exchange
}
