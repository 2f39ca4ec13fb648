import type { TrafficRecorder } from '../../../model/recorder.ts'
import type { Ending } from '../../../net/classify.ts'
import { Connection, type ConnectionListener, endOf, type ServerEnd } from '../../../net/connection.ts'
import { describeOverdue } from '../../../net/deadline.ts'
import { dial } from '../../../net/dial.ts'
import type { ResponseEnding } from '../../../net/http1/response-state.ts'
import { sendOnce } from '../../exchange/exchange.ts'
import type { Exchange } from '../../thread/attempt-progress.ts'
import { type Ended, firstTry, mayRetry, settleAttempt } from '../../thread/settle.ts'
import { CurrentRequest } from './current-request.ts'
import type { Arrival } from './prepared-request.ts'
import type { RequestWriter } from './request-writer.ts'
import { connectFor, type DialContext } from './stale-connection.ts'

/** What all users of one traffic share. */
export interface UserContext extends DialContext {
  traffic: string
  attempts: TrafficRecorder
  retrying: boolean
  nextConnection: () => number
  /** The user can take the next arrival. `unanswered`: its attempt failed, and nothing was ever answered on that connection. */
  onFree: (user: VirtualUser, unanswered: boolean) => void
}

/**
 * One user, who has one connection after the other: dials when an arrival needs it, and only then; sends one request at a
 * time; gives each of its attempts exactly one end. Owns its connection.
 */
export class VirtualUser implements ConnectionListener {
  readonly #context: UserContext
  readonly #request: CurrentRequest
  #connection: Connection | undefined
  /** Number of the connection. */
  #id = 0
  /** The connection was made ahead of the first arrival, and not for one. */
  #prepared = false

  constructor(writer: RequestWriter, context: UserContext) {
    this.#context = context
    this.#request = new CurrentRequest(writer, context)
  }

  /** Connects ahead of the first arrival. A failure belongs to no attempt and is not counted: the first arrival dials again. */
  async prepare(): Promise<void> {
    const { clock, timeoutMs, signal } = this.#context
    const { socket, localPort, connectMs } = await dial(this.#context, { due: clock.now(), timeoutMs, signal })
    if (socket === undefined) return
    this.#attach(new Connection(socket, clock.now(), localPort, connectMs))
    this.#prepared = true
  }

  /**
   * Begins to serve an arrival. Only when the user is free.
   *
   * @param lookedAt since when all that has come on its connection has been read, on the run's clock
   */
  take(arrival: Arrival, lookedAt: number): void {
    if (this.#connection === undefined) void this.#connectFor(arrival)
    else this.#request.send(this.#connection, arrival, lookedAt)
  }

  /** Ends an attempt that has taken too long. While dialling, the dial itself watches the time. */
  expire(now: number): void {
    const { arrival } = this.#request
    if (arrival !== undefined && now - arrival.due > this.#context.timeoutMs) this.#breakOff(this.#overdue(arrival))
  }

  /** The grace period is over. */
  abandon(): void {
    this.#breakOff({ by: 'abandoned' })
  }

  close(): void {
    this.#drop()
  }

  onBytes(chunk: Buffer): void {
    const request = this.#request
    const connection = this.#connection
    if (connection === undefined || request.arrival === undefined) return this.#dropUnasked()
    const error = request.read(chunk)
    if (request.ending !== undefined) this.#complete(request.arrival, connection, request.ending)
    else if (error !== undefined) this.#breakOff({ by: 'error', error })
  }

  onServerEnd(end: ServerEnd): void {
    const request = this.#request
    const connection = this.#connection
    if (connection === undefined || request.arrival === undefined) return this.#drop()
    if (end === 'FIN' && !connection.endedBare) request.endRead()
    if (request.ending === undefined) this.#breakOff(endOf(connection, undefined))
    else this.#complete(request.arrival, connection, request.ending)
  }

  async #connectFor(arrival: Arrival): Promise<void> {
    const { connection, lookedAt, exchange } = await connectFor(this.#context, arrival.due)
    if (connection === undefined) {
      return this.#settle(arrival, exchange, exchange.connected ? this.#context.nextConnection() : 0, true)
    }
    this.#attach(connection)
    this.#request.send(connection, arrival, lookedAt)
  }

  #attach(connection: Connection): void {
    this.#connection = connection
    this.#id = this.#context.nextConnection()
    connection.listen(this)
    connection.socket.once('close', () => {
      // Without a FIN, an RST or an error before.
      if (this.#connection !== connection) return
      if (this.#request.arrival === undefined) this.#drop()
      else this.#breakOff({ by: 'error' })
    })
  }

  /** Lets go of the connection; what still happens on its socket is of no interest any more. */
  #drop(): void {
    this.#connection?.listen(undefined)
    this.#connection?.socket.destroy()
    this.#connection = undefined
    this.#id = 0
    this.#prepared = false
  }

  /** Such as the 408 with which some servers end idle connections. No response may follow it, so no request may either. */
  #dropUnasked(): void {
    this.#context.onUnasked()
    this.#drop()
  }

  #complete(arrival: Arrival, connection: Connection, { persists, surplus }: ResponseEnding): void {
    const { clock, attempts, timeoutMs, onUnasked, onFree } = this.#context
    const request = this.#request
    const { due } = arrival
    const end = clock.now()
    if (end - due > timeoutMs) return this.#breakOff(this.#overdue(arrival))
    const fault = request.judge(arrival)
    const exchange = fault && request.describe(fault, connection, end)
    const newConnection = connection.answered === 0 && !this.#prepared
    const id = this.#id
    connection.answered += 1
    request.arrival = undefined
    if (surplus !== undefined) onUnasked()
    // An answer that came before its request was sent to the end leaves the rest of the request in the way (RFC 9112 §9.3).
    if (!persists || surplus !== undefined || connection.socket.writableLength > 0) this.#drop()
    if (exchange !== undefined) return this.#settle(arrival, exchange, id, false)
    const { generation, sent, status, about, hasBody } = request.progress
    attempts.ok({ due, sent, end, generation, newConnection, status, about, empty: hasBody === false })
    onFree(this, false)
  }

  #overdue({ due }: Arrival): Ending {
    return describeOverdue(this.#context, { due, timeoutMs: this.#context.timeoutMs })
  }

  #breakOff(ending: Ending): void {
    const request = this.#request
    const { arrival } = request
    const connection = this.#connection
    if (arrival === undefined || connection === undefined) return
    const exchange = request.describe(request.classify(ending), connection, this.#context.clock.now())
    const id = this.#id
    request.arrival = undefined
    this.#drop()
    this.#settle(arrival, exchange, id, connection.answered === 0)
  }

  /** A retried attempt occupies its user until its second try has ended. */
  #settle(arrival: Arrival, exchange: Exchange, connection: number, unanswered: boolean): void {
    const { traffic, attempts, retrying, onFree } = this.#context
    const request = arrival.request.spec
    const ended = { traffic, request, due: arrival.due, connection, exchange }
    if (mayRetry(retrying, request.method, exchange)) return void this.#retry(ended)
    settleAttempt(attempts, ended)
    onFree(this, unanswered)
  }

  async #retry(first: Ended): Promise<void> {
    const { attempts, timeoutMs, signal, nextConnection, onFree } = this.#context
    const exchange = await sendOnce(this.#context, { request: first.request, due: first.due, timeoutMs, signal })
    const connection = exchange.connected ? nextConnection() : 0
    settleAttempt(attempts, { ...first, exchange, connection, retried: firstTry(first.exchange) })
    onFree(this, false)
  }
}
