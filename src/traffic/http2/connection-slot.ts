import { onAbort } from '../../model/abort.ts'
import type { RequestSpec } from '../../model/scenario.ts'
import { limitTime } from '../../model/time-limit.ts'
import type { ClientContext } from '../../net/client-context.ts'
import type { Deadline } from '../../net/deadline.ts'
import type { Exchange } from '../exchange/result.ts'
import { type Lifetime, sleepUntil } from '../pacing/lifetime.ts'
import { FAILURE_PAUSE_MS, type ProbeContext } from '../probe.ts'
import type { Http2Connection, Http2Engine } from './connection.ts'
import { createLifelines } from './lifeline.ts'
import type { OpenedHttp2 } from './open.ts'

/** How long a connection on which a request timed out has to answer a ping at the most, milliseconds. */
const PING_MS = 2_000

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

/** The place of one connection and of those that follow it. Owns them. */
export interface ConnectionSlot {
  /** While somebody opens a connection for it, and in the pause after that failed. */
  busy(): Promise<void> | undefined
  /** Requests at a time that the server allows. */
  maxStreams(): number
  /** Sends one request, on a connection other than `lost`; opens one where there is none. Never rejects. */
  send(request: RequestSpec, deadline: Deadline, lost?: Http2Connection): Promise<SentRequest>
  /** Finds out whether a connection still answers. */
  check(http2: Http2Connection): Promise<void>
  close(): Promise<void>
}

/** On a connection that had served, so that one which ends as soon as it is open is tried once. */
function wasNeverWritten({ exchange, http2 }: SentRequest): boolean {
  return http2 !== undefined && http2.answered > 0 && exchange.sent === undefined && isLoss(exchange) && !http2.usable
}

function isLoss({ outcome }: Exchange): boolean {
  return outcome === 'reset' || outcome === 'dropped'
}

export function createConnectionSlot<Engine extends Http2Engine>(
  context: ProbeContext,
  protocol: Protocol<Engine>,
  { lifetime, nextId }: { lifetime: Lifetime; nextId: () => number },
): ConnectionSlot {
  const { clock, spec } = context
  const lines = createLifelines(context)
  const checks = new Map<Http2Connection, Promise<void>>()
  const asked = new Map<Http2Connection, Promise<boolean>>()
  let current: Http2Connection<Engine> | undefined
  let busy: Promise<void> | undefined

  // What is still open when traffic stops is asked at once, and has the grace period to answer.
  const ask = () => {
    if (current !== undefined) asked.set(current, current.ping(lifetime.grace))
  }
  onAbort(lifetime.running, ask)

  async function dial(deadline: Deadline): Promise<Opening<Engine>> {
    const { http2, exchange } = await protocol.open(context, deadline)
    // Also a connection that failed in its handshake was one.
    const id = exchange?.connected === false ? 0 : nextId()
    if (exchange !== undefined) return { failed: { exchange, id } }
    http2.id = id
    return { http2 }
  }

  async function replace(deadline: Deadline): Promise<Opening<Engine>> {
    const opened = await dial(deadline)
    if (opened.http2 !== undefined) {
      current = opened.http2
      lines.open(current)
    }
    return opened
  }

  /** Nobody else tries while one does, nor right after it failed. */
  async function rest(replacing: Promise<Opening<Engine>>): Promise<void> {
    const { failed } = await replacing
    if (failed !== undefined) await sleepUntil(clock, clock.now() + FAILURE_PAUSE_MS, lifetime.running)
    busy = undefined
  }

  async function sendOn(
    http2: Http2Connection<Engine>,
    request: RequestSpec,
    deadline: Deadline,
  ): Promise<SentRequest> {
    const exchange = await protocol.exchange(context, http2, { ...deadline, request })
    if (exchange.outcome === 'ok') lines.served(http2, exchange.firstByte ?? exchange.end)
    return { exchange, id: http2.id, http2 }
  }

  /** On a connection of its own, which is closed afterwards. */
  async function sendApart(request: RequestSpec, deadline: Deadline): Promise<SentRequest> {
    const { http2, failed } = await dial(deadline)
    if (failed !== undefined) return failed
    const sent = { exchange: await protocol.exchange(context, http2, { ...deadline, request }), id: http2.id }
    http2.close()
    return sent
  }

  async function findOut(http2: Http2Connection): Promise<void> {
    const deadline = limitTime(lifetime.grace, Math.min(PING_MS, spec.timeoutMs))
    const answered = await http2.ping(deadline.signal)
    deadline.close()
    checks.delete(http2)
    if (answered || lifetime.grace.aborted || http2.released || !http2.connection.usable) return
    http2.silent = true
    http2.onChange?.()
  }

  /** On a connection other than `lost`, where that goes on on one of its own. */
  async function sendSomewhere(request: RequestSpec, deadline: Deadline, lost?: Http2Connection): Promise<SentRequest> {
    if (current?.usable === true)
      return current === lost ? sendApart(request, deadline) : sendOn(current, request, deadline)
    if (busy !== undefined) {
      await busy
      return sendSomewhere(request, deadline, lost)
    }
    const replacing = replace(deadline)
    busy = rest(replacing)
    const { http2, failed } = await replacing
    return failed ?? sendOn(http2, request, deadline)
  }

  /** What was not sent because its connection had ended meanwhile is not lost: it goes on the next. */
  async function send(request: RequestSpec, deadline: Deadline, lost?: Http2Connection): Promise<SentRequest> {
    const sent = await sendSomewhere(request, deadline, lost)
    return wasNeverWritten(sent) ? send(request, deadline, sent.http2) : sent
  }

  return {
    busy: () => busy,
    maxStreams: () => current?.maxStreams ?? Number.POSITIVE_INFINITY,
    send,
    check(http2) {
      const check = checks.get(http2) ?? findOut(http2)
      checks.set(http2, check)
      return check
    },
    async close() {
      await lines.finish(async (http2) => {
        const answered = await (asked.get(http2) ?? http2.ping(lifetime.grace))
        return answered || lifetime.hurried()
          ? { end: 'kept', by: 'client' }
          : { end: 'stalled', by: 'server', sign: 'silence' }
      })
    },
  }
}
