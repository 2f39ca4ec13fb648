import type { FailureFacts } from '../../model/attempt.ts'
import { classify, type Ending } from '../../net/classify.ts'
import type { ClientContext } from '../../net/client-context.ts'
import { type Connection, type ConnectionListener, endOf, type ServerEnd } from '../../net/connection.ts'
import { type Deadline, describeOverdue, isOverdue, startDeadline } from '../../net/deadline.ts'
import { type Fields, valueOf } from '../../net/http1/fields.ts'
import { endResponse, readResponse } from '../../net/http1/response.ts'
import {
  expectResponse,
  type Response,
  type ResponseEnding,
  type ResponseListener,
} from '../../net/http1/response-state.ts'
import { beginProgress, type Exchange, endProgress, type SocketProgress } from '../thread/attempt-progress.ts'
import { aboutOf, generationFromFields, needsBody, readAnswer } from './answer.ts'
import { type Sending, transmit } from './transmit.ts'

export interface ExchangeOptions extends Deadline, Sending {}

/** How much of a body that other code reads is kept, to find a generation in it. */
const KEPT_BYTES = 65_536

/** One exchange between its request and its end. Owns its time limit, and while it lasts it is what its connection is for. */
export class Http1Exchange implements ConnectionListener, ResponseListener {
  readonly #context: ClientContext
  readonly #connection: Connection
  readonly #options: ExchangeOptions
  readonly #resolve: (exchange: Exchange) => void
  readonly #progress: SocketProgress
  readonly #response: Response
  readonly #stopClock: () => void
  readonly #body: Buffer[] = []
  #fields: Fields = []
  #toKeep: number
  #ended = false
  /** Whether the request has gone out to its end. */
  #sent = () => true

  constructor(
    context: ClientContext,
    connection: Connection,
    options: ExchangeOptions,
    resolve: (exchange: Exchange) => void,
  ) {
    const { request, reader } = options
    this.#context = context
    this.#connection = connection
    this.#options = options
    this.#resolve = resolve
    this.#progress = beginProgress(context, connection)
    this.#response = expectResponse(request.method)
    this.#toKeep = needsBody(request.expect, context.generation) ? Number.POSITIVE_INFINITY : 0
    if (reader !== undefined && request.expect.body === undefined) this.#toKeep = Math.min(this.#toKeep, KEPT_BYTES)
    this.#stopClock = startDeadline(context, options, (ending) => this.#breakOff(ending))
  }

  send(): void {
    this.#connection.listen(this)
    try {
      this.#sent = transmit(this.#context, this.#connection.socket, this.#options)
    } catch (error) {
      // A path or a header that cannot be sent: the scenario's fault, never the target's.
      if (!(error instanceof Error)) throw error
      this.#settle({ outcome: 'local', phase: 'headers', code: 'UNSENDABLE', detail: error.message })
    }
  }

  onBytes(chunk: Buffer): void {
    this.#progress.firstByte ??= this.#context.clock.now()
    this.#progress.bytesRead += chunk.length
    const error = readResponse(this.#response, chunk, this)
    if (error !== undefined) this.#breakOff({ by: 'error', error })
  }

  onServerEnd(end: ServerEnd): void {
    if (end === 'FIN' && !this.#connection.endedBare) endResponse(this.#response, this)
    this.#breakOff(endOf(this.#connection, undefined))
  }

  onHead(status: number, fields: Fields): void {
    const progress = this.#progress
    progress.phase = 'body'
    progress.status = status
    this.#fields = fields
    progress.about = aboutOf(status, fields)
    progress.hasBody = this.#options.request.method === 'HEAD' ? undefined : false
    progress.generation = generationFromFields(this.#context.generation, fields)
    this.#options.reader?.begin(status, fields)
  }

  onBody(part: Buffer): void {
    if (this.#progress.hasBody === false) this.#progress.hasBody = true
    if (this.#toKeep > 0) this.#body.push(part)
    this.#toKeep -= part.length
    this.#options.reader?.take(part)
  }

  onComplete({ persists, surplus }: ResponseEnding): void {
    const connection = this.#connection
    if (isOverdue(this.#context, this.#options)) return this.#breakOff(describeOverdue(this.#context, this.#options))
    connection.noticed ||= !persists || this.#options.last === true
    connection.answered += 1
    if (!connection.noticed) connection.lastAnswer = { at: this.#context.clock.now(), keepMs: this.#promisedIdleTime() }
    this.#settle(this.#judge())
    // Answered before it was sent to its end: where the next request would begin is anybody's guess.
    if (connection.noticed || !this.#sent()) connection.close()
    if (surplus !== undefined && connection.usable) connection.takeUnasked(surplus)
  }

  #judge(): FailureFacts {
    const { request, reader } = this.#options
    const coding = this.#body.length > 0 ? valueOf(this.#fields, 'content-encoding') : undefined
    const kept = { parts: this.#body, coding, partial: this.#toKeep <= 0 }
    const progress = this.#progress
    const { facts, generation } = readAnswer(this.#context.generation, request.expect, progress.status ?? 0, kept)
    progress.generation ??= generation
    return facts.outcome === 'ok' ? (reader?.judge() ?? facts) : facts
  }

  /** RFC 2068 §19.7.1.1, still sent by Node, Apache and others: how long an idle connection is kept open. */
  #promisedIdleTime(): number | undefined {
    const promise = valueOf(this.#fields, 'keep-alive') ?? ''
    const seconds = /(?:^|[\s,])timeout=(\d+)/i.exec(promise)?.[1]
    return seconds === undefined ? undefined : Number(seconds) * 1_000
  }

  #breakOff({ by, error }: Ending): void {
    if (this.#ended) return
    const { phase, bytesRead } = this.#progress
    const facts = classify({ by, error, phase, bytesRead })
    this.#connection.discard(facts.outcome)
    this.#settle(facts)
  }

  #settle(facts: FailureFacts): void {
    if (this.#ended) return
    this.#ended = true
    this.#stopClock()
    this.#connection.listen(undefined)
    this.#resolve(endProgress(this.#context, this.#connection, this.#progress, facts))
  }
}
