import type { FailureFacts } from '../../model/attempt.ts'
import type { RequestSpec } from '../../model/scenario.ts'
import { type BrokenOff, classify } from '../../net/classify.ts'
import type { ClientContext } from '../../net/client-context.ts'
import { type Connection, type ConnectionListener, endOf, type ServerEnd } from '../../net/connection.ts'
import { startDeadline } from '../../net/deadline.ts'
import type { Fields } from '../../net/http1/fields.ts'
import { Malformed } from '../../net/http1/malformed.ts'
import { readResponse } from '../../net/http1/response.ts'
import {
  expectResponse,
  type Response,
  type ResponseEnding,
  type ResponseListener,
} from '../../net/http1/response-state.ts'
import { generationFromFields } from '../exchange/answer.ts'
import { openConnection } from '../exchange/exchange.ts'
import { transmit } from '../exchange/transmit.ts'
import { beginProgress, endProgress, type SocketProgress } from '../thread/attempt-progress.ts'
import type { Opening, OpenOptions, Session } from './session.ts'

/** An opening whose request has gone out on an established connection. */
export interface Handshake {
  readonly connection: Connection
  /** As the head showed. */
  readonly generation: string | undefined
  /** It is open, and its session begins. */
  accept(session: Session): void
  /** It is not, for a reason that the protocol tells. */
  fail(facts: FailureFacts): void
}

/** Accepts or fails the opening, and reads what follows until its session listens to the connection itself. */
export interface OpeningReader extends ResponseListener {
  /** After it was accepted: the server ended the connection, or sent what cannot be part of the response. */
  onBreak(end: ServerEnd | Malformed): void
}

/** How a kind of connection is opened. */
export interface OpeningProtocol {
  /** As it goes out. */
  request: RequestSpec
  /** It asks for another protocol (RFC 9110 §7.8). */
  upgrade: boolean
  createReader(handshake: Handshake): OpeningReader
}

/** Connects, sends the request and reads the answer, within the limits of one attempt. Never rejects, never tries twice. */
export async function openWith(
  context: ClientContext,
  options: OpenOptions,
  protocol: OpeningProtocol,
): Promise<Opening> {
  const { request } = protocol
  const { connection, exchange } = await openConnection(context, options)
  if (exchange !== undefined) return { request, exchange }
  return new Promise((resolve) => new HttpOpening(context, options, connection, protocol, resolve).send())
}

/** Owns the time limit. It is what its connection is for until it has failed, or until its session takes over. */
class HttpOpening implements Handshake, ConnectionListener, ResponseListener {
  readonly connection: Connection
  readonly #context: ClientContext
  readonly #request: RequestSpec
  readonly #resolve: (opening: Opening) => void
  readonly #progress: SocketProgress
  readonly #response: Response
  readonly #reader: OpeningReader
  readonly #stopDeadline: () => void
  #ended = false

  constructor(
    context: ClientContext,
    options: OpenOptions,
    connection: Connection,
    { request, upgrade, createReader }: OpeningProtocol,
    resolve: (opening: Opening) => void,
  ) {
    this.connection = connection
    this.#context = context
    this.#request = request
    this.#resolve = resolve
    this.#progress = beginProgress(context, connection)
    this.#response = expectResponse(request.method, upgrade)
    this.#reader = createReader(this)
    this.#stopDeadline = startDeadline(context, options, (ending) => this.#breakOff(ending))
  }

  get generation(): string | undefined {
    return this.#progress.generation
  }

  send(): void {
    this.connection.listen(this)
    try {
      transmit(this.#context, this.connection.socket, { request: this.#request })
    } catch (error) {
      // A path or a header that cannot be sent: the scenario's fault, never the target's.
      if (!(error instanceof Error)) throw error
      this.fail({ outcome: 'local', phase: 'headers', code: 'UNSENDABLE', detail: error.message })
    }
  }

  onBytes(chunk: Buffer): void {
    this.#progress.firstByte ??= this.#context.clock.now()
    this.#progress.bytesRead += chunk.length
    const error = readResponse(this.#response, chunk, this)
    if (error !== undefined) this.#end(error)
  }

  onServerEnd(end: ServerEnd): void {
    this.#end(end)
  }

  onHead(status: number, fields: Fields): void {
    this.#progress.status = status
    this.#progress.generation = generationFromFields(this.#context.generation, fields)
    this.#reader.onHead(status, fields)
  }

  onBody(part: Buffer): void {
    this.#reader.onBody(part)
  }

  onComplete(ending: ResponseEnding): void {
    this.#reader.onComplete(ending)
  }

  accept(session: Session): void {
    this.#settle({ outcome: 'ok', phase: 'headers' }, session)
  }

  fail(facts: FailureFacts): void {
    if (this.#ended) return
    this.connection.discard(facts.outcome)
    this.#settle(facts)
  }

  #end(end: ServerEnd | Malformed): void {
    if (this.#ended) this.#reader.onBreak(end)
    else this.#breakOff(end instanceof Malformed ? { by: 'error', error: end } : endOf(this.connection, undefined))
  }

  #breakOff(ending: Pick<BrokenOff, 'by' | 'error'>): void {
    const { phase, bytesRead } = this.#progress
    this.fail(classify({ ...ending, phase, bytesRead }))
  }

  #settle(facts: FailureFacts, session?: Session): void {
    if (this.#ended) return
    this.#ended = true
    this.#stopDeadline()
    const exchange = endProgress(this.#context, this.connection, this.#progress, facts)
    this.#resolve({ request: this.#request, exchange, ...(session !== undefined && { session }) })
  }
}
