import type { FailureFacts } from '../../../model/attempt.ts'
import { classify, type Ending } from '../../../net/classify.ts'
import type { ClientContext } from '../../../net/client-context.ts'
import type { Connection } from '../../../net/connection.ts'
import { type Fields, valueOf } from '../../../net/http1/fields.ts'
import type { ResponseEnding, ResponseListener } from '../../../net/http1/response-state.ts'
import { aboutOf, generationFromFields, readAnswer } from '../../exchange/answer.ts'
import { type AttemptProgress, describeExchange, type Exchange } from '../../thread/attempt-progress.ts'
import { pausedWhileWriting } from './pauses.ts'
import type { Arrival } from './prepared-request.ts'
import type { RequestWriter } from './request-writer.ts'
import { cameTooLate, foundClosed } from './stale-connection.ts'

/** The request that a user has sent last, and what has come of its response. One object for all requests: 50,000 of these a second. */
export class CurrentRequest implements ResponseListener {
  /** Undefined while none is in flight. */
  arrival: Arrival | undefined
  /** The response is complete. */
  ending: ResponseEnding | undefined
  readonly progress: AttemptProgress = {
    phase: 'headers',
    sent: 0,
    reused: false,
    bytesRead: 0,
    firstByte: undefined,
    status: undefined,
    generation: undefined,
    about: undefined,
    hasBody: undefined,
  }
  readonly #writer: RequestWriter
  readonly #context: ClientContext
  /** This thread was paused between the last look at the connection and the end of the write. */
  #unsure = false
  #length = 0
  #body: Buffer[] = []
  #coding: string | undefined

  constructor(writer: RequestWriter, context: ClientContext) {
    this.#writer = writer
    this.#context = context
    writer.listener = this
  }

  /** @param lookedAt since when all that has come on the connection has been read, on the run's clock */
  send({ socket, answered }: Connection, arrival: Arrival, lookedAt: number): void {
    const { clock } = this.#context
    const { request } = arrival
    const { progress } = this
    progress.phase = 'headers'
    progress.sent = clock.now()
    progress.reused = answered > 0
    progress.bytesRead = 0
    progress.firstByte = undefined
    progress.status = undefined
    progress.generation = undefined
    progress.about = undefined
    progress.hasBody = request.spec.method === 'HEAD' ? undefined : false
    this.arrival = arrival
    this.ending = undefined
    if (request.keepsBody) this.#body = []
    this.#length = this.#writer.send(socket, request.index, request.spec.method)
    this.#unsure = pausedWhileWriting(lookedAt, clock.now())
  }

  /** Reads what came. Returns an error where that is no response. */
  read(chunk: Buffer): Error | undefined {
    const { progress } = this
    if (progress.bytesRead === 0) progress.firstByte = this.#context.clock.now()
    progress.bytesRead += chunk.length
    return this.#writer.read(chunk)
  }

  /** The server's FIN: completes a response whose body ends with the connection. */
  endRead(): void {
    this.#writer.end()
  }

  onHead(status: number, fields: Fields): void {
    this.progress.phase = 'body'
    this.progress.status = status
    this.progress.about = aboutOf(status, fields)
    this.progress.generation = generationFromFields(this.#context.generation, fields)
    if (this.arrival?.request.keepsBody) this.#coding = valueOf(fields, 'content-encoding')
  }

  onBody(chunk: Buffer): void {
    if (this.progress.hasBody === false) this.progress.hasBody = true
    if (this.arrival?.request.keepsBody) this.#body.push(chunk)
  }

  onComplete(ending: ResponseEnding): void {
    this.ending = ending
  }

  /** What is wrong with the complete response; undefined where it is good. */
  judge({ request }: Arrival): FailureFacts | undefined {
    const { progress } = this
    const { status = 0 } = progress
    if (!request.keepsBody && request.expected[status] === 1) return undefined
    const kept = { parts: request.keepsBody ? this.#body : [], coding: this.#coding }
    const { facts, generation } = readAnswer(this.#context.generation, request.spec.expect, status, kept)
    progress.generation ??= generation
    return facts.outcome === 'ok' ? undefined : facts
  }

  classify(ending: Ending): FailureFacts {
    const { phase, bytesRead } = this.progress
    if (this.#unsure && bytesRead === 0 && cameTooLate(ending)) return foundClosed('headers')
    return classify({ ...ending, phase, bytesRead })
  }

  describe(facts: FailureFacts, { socket, localPort, connectMs }: Connection, end: number): Exchange {
    const bytesWritten = Math.max(0, this.#length - socket.writableLength)
    return describeExchange(this.progress, facts, { end, bytesWritten, localPort, connectMs })
  }
}
