import type { RequestSpec } from '../../model/scenario.ts'
import type { ClientContext } from '../../net/client-context.ts'
import type { Deadline } from '../../net/deadline.ts'
import type { LifelineEnding } from '../long-lived/endings.ts'
import { FAILURE_PAUSE_MS, type ProbeContext } from '../probe.ts'
import type { Exchange } from '../thread/attempt-progress.ts'
import { type Lifetime, sleepUntil } from '../thread/lifetime.ts'
import type { Http2Connection, Http2Engine } from './connection.ts'
import { createLifelines, type Lifelines } from './lifeline.ts'
import { createLiveness, type Liveness } from './liveness.ts'
import type { OpenedHttp2 } from './open.ts'

/** How connections are opened, and requests sent on them. Neither rejects, nor tries twice. */
export interface Protocol<Engine extends Http2Engine> {
  open(context: ClientContext, deadline: Deadline): Promise<OpenedHttp2<Engine>>
  exchange(
    context: ClientContext,
    http2: Http2Connection<Engine>,
    options: Deadline & { request: RequestSpec },
  ): Promise<Exchange>
}

/** One request and the connection that it was sent on, or meant to be. */
export interface SentRequest {
  exchange: Exchange
  /** Number of the connection within the traffic; 0 where there was none. */
  id: number
  http2?: Http2Connection
}

type Opening<Engine extends Http2Engine> =
  | { failed: SentRequest; http2?: never }
  | { http2: Http2Connection<Engine>; failed?: never }

interface SlotOptions {
  lifetime: Lifetime
  /** Numbers the connections of the traffic. */
  nextId: () => number
}

/** The place of one connection and of those that follow it. Owns them. */
export class ConnectionSlot<Engine extends Http2Engine = Http2Engine> {
  readonly #context: ProbeContext
  readonly #protocol: Protocol<Engine>
  readonly #options: SlotOptions
  readonly #lifelines: Lifelines
  readonly #liveness: Liveness
  #current: Http2Connection<Engine> | undefined
  #opening: Promise<void> | undefined

  constructor(context: ProbeContext, protocol: Protocol<Engine>, options: SlotOptions) {
    this.#context = context
    this.#protocol = protocol
    this.#options = options
    this.#lifelines = createLifelines(context)
    this.#liveness = createLiveness(options.lifetime, context.spec.timeoutMs, () => this.#current)
  }

  /** While a request opens a connection for it, and in the pause after that failed. */
  get opening(): Promise<void> | undefined {
    return this.#opening
  }

  /** Requests at a time that the server allows. */
  get maxStreams(): number {
    return this.#current?.maxStreams ?? Number.POSITIVE_INFINITY
  }

  /**
   * Sends one request, on a connection other than `lost`; opens one where there is none. What was not sent because its connection had
   * ended meanwhile is not lost: it goes on the next. Never rejects.
   */
  async send(request: RequestSpec, deadline: Deadline, lost?: Http2Connection): Promise<SentRequest> {
    const sent = await this.#sendSomewhere(request, deadline, lost)
    return wasNeverWritten(sent) ? this.send(request, deadline, sent.http2) : sent
  }

  /** Finds out whether a connection still answers. */
  check(http2: Http2Connection): Promise<void> {
    return this.#liveness.check(http2)
  }

  close(): Promise<void> {
    return this.#lifelines.finish((http2) => this.#describeEnd(http2))
  }

  /** On a connection other than `lost`, where that goes on on one of its own. */
  async #sendSomewhere(request: RequestSpec, deadline: Deadline, lost?: Http2Connection): Promise<SentRequest> {
    const current = this.#current
    if (current?.usable === true)
      return current === lost ? this.#sendApart(request, deadline) : this.#sendOn(current, request, deadline)
    if (this.#opening !== undefined) {
      await this.#opening
      return this.#sendSomewhere(request, deadline, lost)
    }
    const replacing = this.#replace(deadline)
    this.#opening = this.#rest(replacing)
    const { http2, failed } = await replacing
    return failed ?? this.#sendOn(http2, request, deadline)
  }

  async #sendOn(http2: Http2Connection<Engine>, request: RequestSpec, deadline: Deadline): Promise<SentRequest> {
    const exchange = await this.#protocol.exchange(this.#context, http2, { ...deadline, request })
    if (exchange.outcome === 'ok') this.#lifelines.served(http2, exchange.firstByte ?? exchange.end)
    return { exchange, id: http2.id, http2 }
  }

  /** On a connection of its own, which is closed afterwards. */
  async #sendApart(request: RequestSpec, deadline: Deadline): Promise<SentRequest> {
    const { http2, failed } = await this.#dial(deadline)
    if (failed !== undefined) return failed
    const exchange = await this.#protocol.exchange(this.#context, http2, { ...deadline, request })
    http2.close()
    return { exchange, id: http2.id }
  }

  async #replace(deadline: Deadline): Promise<Opening<Engine>> {
    const opened = await this.#dial(deadline)
    if (opened.http2 !== undefined) {
      this.#current = opened.http2
      this.#lifelines.open(opened.http2)
    }
    return opened
  }

  async #dial(deadline: Deadline): Promise<Opening<Engine>> {
    const { http2, exchange } = await this.#protocol.open(this.#context, deadline)
    // Also a connection that failed in its handshake was one.
    const id = exchange?.connected === false ? 0 : this.#options.nextId()
    if (exchange !== undefined) return { failed: { exchange, id } }
    http2.id = id
    return { http2 }
  }

  /** No other request tries while one does, nor right after it failed. */
  async #rest(replacing: Promise<Opening<Engine>>): Promise<void> {
    const { clock } = this.#context
    const { failed } = await replacing
    if (failed !== undefined) await sleepUntil(clock, clock.now() + FAILURE_PAUSE_MS, this.#options.lifetime.running)
    this.#opening = undefined
  }

  async #describeEnd(http2: Http2Connection): Promise<LifelineEnding> {
    const answered = await this.#liveness.answersAtEnd(http2)
    return answered || this.#options.lifetime.hurried()
      ? { end: 'kept', by: 'client' }
      : { end: 'stalled', by: 'server', sign: 'silence' }
  }
}

/** On a connection that had served, so that one which ends as soon as it is open is tried once. */
function wasNeverWritten({ exchange, http2 }: SentRequest): boolean {
  return http2 !== undefined && http2.answered > 0 && exchange.sent === undefined && isLoss(exchange) && !http2.usable
}

function isLoss({ outcome }: Exchange): boolean {
  return outcome === 'reset' || outcome === 'dropped'
}
