import type { Socket } from 'node:net'
import type { Attempt, FailureFacts } from '../../../model/attempt.ts'
import { classify } from '../../../net/classify.ts'
import type { ClientContext } from '../../../net/client-context.ts'
import { RESET, wasReset } from '../../../net/connection.ts'
import { describeOverdue } from '../../../net/deadline.ts'
import { type DialFailure, dial } from '../../../net/dial.ts'
import type { Fields } from '../../../net/http1/fields.ts'
import type { ResponseEnding, ResponseListener } from '../../../net/http1/response-state.ts'
import { generationFromBody, generationFromFields } from '../../exchange/answer.ts'
import type { Account } from './account.ts'
import { findFault } from './answer.ts'
import { type Arrival, describeAttempt } from './arrival.ts'
import type { QuietClient } from './client.ts'
import { lookAround, type Pauses, pausedWhileWriting } from './pauses.ts'
import { blamePause, cameTooLate, type Ending, foundClosed } from './stale-connection.ts'

/** What all lines of one traffic share. */
export interface LineContext extends ClientContext {
  traffic: string
  timeoutMs: number
  account: Account
  pauses: Pauses
  /** Aborted when the grace period is over. */
  signal: AbortSignal
  nextConnection: () => number
  /** The line can take the next arrival. `unanswered`: its attempt failed, and nothing was ever answered on that connection. */
  onFree: (line: Line, unanswered: boolean) => void
  /** Bytes came that no request had asked for. */
  onUnasked: () => void
}

/**
 * One connection after the other in the place of one user: dials when an arrival needs it, and only then; sends one request at a
 * time; gives each of its attempts exactly one end. Owns its socket.
 */
export class Line implements ResponseListener {
  readonly #client: QuietClient
  readonly #context: LineContext
  #socket: Socket | undefined
  #connection = 0
  #answered = 0
  /** The connection was made ahead of the first arrival, and not for one. */
  #prepared = false
  #localPort: number | undefined
  // The attempt whose request was sent. Fields instead of an object of its own: 50,000 of these a second.
  #arrival: Arrival | undefined
  #sent: number | undefined
  /** This thread was paused between the last look at the connection and the end of the write. */
  #unsure = false
  #firstByte = 0
  #bytesRead = 0
  #requestLength = 0
  #status = 0
  #generation: string | undefined
  #body: Buffer[] = []
  #ending: ResponseEnding | undefined

  constructor(client: QuietClient, context: LineContext) {
    this.#client = client
    this.#context = context
    client.listener = this
  }

  /** Connects ahead of the first arrival. A failure is no attempt's, and so nobody's: the first arrival dials again. */
  async prepare(): Promise<void> {
    const { clock, timeoutMs, signal } = this.#context
    const { socket } = await dial(this.#context, { due: clock.now(), timeoutMs, signal })
    if (socket === undefined) return
    this.#attach(socket)
    this.#prepared = true
  }

  /**
   * Begins to serve an arrival. Only when the line is free.
   *
   * @param lookedAt since when all that has come on its connection has been read, on the run's clock
   */
  take(arrival: Arrival, lookedAt: number): void {
    this.#sent = undefined
    this.#unsure = false
    this.#bytesRead = 0
    this.#status = 0
    this.#generation = undefined
    this.#ending = undefined
    if (this.#socket === undefined) void this.#dialFor(arrival)
    else this.#send(this.#socket, arrival, lookedAt)
  }

  /** Ends an attempt that has taken too long. While dialling, the dial itself watches the time. */
  expire(now: number): void {
    if (this.#arrival === undefined) return
    if (now - this.#arrival.due > this.#context.timeoutMs) this.#breakOff(this.#lateness(this.#arrival))
  }

  /** The grace period is over. */
  abandon(): void {
    this.#breakOff({ by: 'abandoned' })
  }

  close(): void {
    this.#drop()
  }

  onHead(status: number, fields: Fields): void {
    this.#status = status
    this.#generation = generationFromFields(this.#context.generation, fields)
  }

  onBody(chunk: Buffer): void {
    if (this.#arrival?.request.keepsBody) this.#body.push(chunk)
  }

  onComplete(ending: ResponseEnding): void {
    this.#ending = ending
  }

  async #dialFor(arrival: Arrival): Promise<void> {
    const { clock, timeoutMs, signal, pauses } = this.#context
    const began = clock.now()
    const { socket, failure } = await dial(this.#context, { due: arrival.due, timeoutMs, signal })
    const paused = pauses.since(began)
    if (failure !== undefined) return this.#failDial(arrival, paused ? blamePause(failure) : failure)
    this.#attach(socket)
    const lookedAt = paused ? await lookAround(clock) : clock.now()
    // The grace period ended in the very moment in which the connection was made.
    if (signal.aborted) return this.#fail(arrival, classify({ by: 'abandoned', phase: 'headers', bytesRead: 0 }))
    if (this.#socket !== socket) return this.#fail(arrival, foundClosed('connect'))
    this.#send(socket, arrival, lookedAt)
  }

  #failDial(arrival: Arrival, { connected, localPort, ...facts }: DialFailure): void {
    if (connected) this.#connection = this.#context.nextConnection()
    this.#localPort = localPort
    this.#fail(arrival, facts)
  }

  #attach(socket: Socket): void {
    this.#socket = socket
    this.#connection = this.#context.nextConnection()
    this.#localPort = socket.localPort
    socket.on('data', (chunk: Buffer) => this.#read(socket, chunk))
    // First in line, before Node ends its own side.
    socket.prependListener('end', () => this.#endByPeer(socket))
    socket.on('error', (error) => this.#endByError(socket, error))
    socket.on('close', () => this.#endByError(socket, undefined))
  }

  /** Lets go of the connection; what still happens on its socket is of no interest any more. */
  #drop(): void {
    this.#socket?.destroy()
    this.#socket = undefined
    this.#connection = 0
    this.#answered = 0
    this.#prepared = false
    this.#localPort = undefined
  }

  #send(socket: Socket, arrival: Arrival, lookedAt: number): void {
    const { clock } = this.#context
    const { request } = arrival
    this.#arrival = arrival
    if (request.keepsBody) this.#body = []
    this.#sent = clock.now()
    this.#requestLength = this.#client.send(socket, request.index, request.spec.method)
    this.#unsure = pausedWhileWriting(lookedAt, clock.now())
  }

  #read(socket: Socket, chunk: Buffer): void {
    if (this.#socket !== socket) return
    const arrival = this.#arrival
    if (arrival === undefined) return this.#dropUnasked()
    if (this.#bytesRead === 0) this.#firstByte = this.#context.clock.now()
    this.#bytesRead += chunk.length
    const error = this.#client.read(chunk)
    if (this.#ending !== undefined) this.#complete(arrival, socket, this.#ending)
    else if (error !== undefined) this.#breakOff({ by: 'error', error })
  }

  /** Such as the 408 with which some servers end idle connections. No response may follow it, so no request may either. */
  #dropUnasked(): void {
    this.#context.onUnasked()
    this.#drop()
  }

  #endByPeer(socket: Socket): void {
    if (this.#socket !== socket) return
    if (this.#arrival === undefined) return this.#drop()
    if (wasReset(socket)) return this.#breakOff({ by: 'error', error: RESET })
    this.#client.end()
    if (this.#ending === undefined) this.#breakOff({ by: 'fin' })
    else this.#complete(this.#arrival, socket, this.#ending)
  }

  #endByError(socket: Socket, error: Error | undefined): void {
    if (this.#socket !== socket) return
    if (this.#arrival === undefined) this.#drop()
    else this.#breakOff({ by: 'error', error })
  }

  #complete(arrival: Arrival, socket: Socket, ending: ResponseEnding): void {
    const { clock, account, timeoutMs, onUnasked, onFree } = this.#context
    const end = clock.now()
    if (end - arrival.due > timeoutMs) return this.#breakOff(this.#lateness(arrival))
    const fault = this.#judge(arrival)
    const newConnection = this.#answered === 0 && !this.#prepared
    const attempt = fault === undefined ? undefined : this.#describe(arrival, fault, end)
    this.#answered += 1
    this.#arrival = undefined
    if (ending.surplus !== undefined) onUnasked()
    // An answer that came before its request was sent to the end leaves the rest of the request in the way (RFC 9112 §9.3).
    if (!ending.persists || ending.surplus !== undefined || socket.writableLength > 0) this.#drop()
    if (attempt !== undefined) return this.#settle(arrival, attempt, false)
    account.ok({ due: arrival.due, end, generation: this.#generation, newConnection, status: this.#status })
    onFree(this, false)
  }

  #judge({ request }: Arrival): FailureFacts | undefined {
    const body = request.keepsBody ? Buffer.concat(this.#body).toString() : ''
    this.#generation ??= generationFromBody(this.#context.generation, body)
    return findFault(request, this.#status, body)
  }

  #lateness({ due }: Arrival): Ending {
    const { timeoutMs } = this.#context
    return describeOverdue(this.#context, { due, timeoutMs })
  }

  #breakOff(ending: Ending): void {
    const arrival = this.#arrival
    if (arrival === undefined) return
    if (this.#unsure && this.#bytesRead === 0 && cameTooLate(ending)) return this.#fail(arrival, foundClosed('headers'))
    const facts = classify({
      ...ending,
      phase: this.#status > 0 ? 'body' : 'headers',
      bytesRead: this.#bytesRead,
    })
    this.#fail(arrival, facts)
  }

  #fail(arrival: Arrival, facts: FailureFacts): void {
    const attempt = this.#describe(arrival, facts, this.#context.clock.now())
    const unanswered = this.#answered === 0
    this.#arrival = undefined
    this.#drop()
    this.#settle(arrival, attempt, unanswered)
  }

  /** A retried attempt occupies its user until its second try has ended. */
  #settle({ request }: Arrival, attempt: Attempt, unanswered: boolean): void {
    const { account, onFree } = this.#context
    const retry = account.fail(attempt, request.spec)
    if (retry === undefined) onFree(this, unanswered)
    else void retry.then(() => onFree(this, false))
  }

  #describe(arrival: Arrival, facts: FailureFacts, end: number): Attempt {
    return describeAttempt(arrival, facts, {
      traffic: this.#context.traffic,
      end,
      connection: this.#connection,
      reused: this.#answered > 0,
      localPort: this.#localPort,
      sent: this.#sent,
      bytesWritten: Math.max(0, this.#requestLength - (this.#socket?.writableLength ?? 0)),
      firstByte: this.#firstByte,
      bytesRead: this.#bytesRead,
      status: this.#status,
      generation: this.#generation,
    })
  }
}
