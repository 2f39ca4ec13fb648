import type { TrafficSpec } from '../../model/scenario.ts'
import type { Endpoint } from '../../net/endpoint.ts'
import { FAILURE_PAUSE_MS, type Probe, type ProbeContext } from '../probe.ts'
import { createLifetime, sleepUntil } from '../thread/lifetime.ts'
import { createMix } from '../thread/mix.ts'
import { nextDue } from '../thread/schedule.ts'
import { retryOnce, settleAttempt } from '../thread/settle.ts'
import type { Http2Connection, Http2Engine } from './connection.ts'
import { ConnectionSlot, type Protocol, type SentRequest } from './connection-slot.ts'

export interface StreamPoolOptions {
  /** Requests at a time on each connection: each of its places sends one after the other. */
  streams: number
  /** From one request of a place to the next; 0: as soon as the one before has ended. Milliseconds. */
  everyMs: number
}

/**
 * HTTP/2 connections, each with a fixed number of requests at a time. Each connection is a lifeline; after a GOAWAY nothing more is sent on
 * it, the next is opened at once, and the old one finishes what it has accepted.
 */
export function createStreamPool<Engine extends Http2Engine>(
  context: ProbeContext<TrafficSpec & { connections: number }>,
  protocol: Protocol<Engine>,
  { streams, everyMs }: StreamPoolOptions,
): Probe {
  const { spec, clock } = context
  const lifetime = createLifetime()
  let last = 0
  const nextId = () => ++last
  const slots = Array.from(
    { length: spec.connections },
    () => new ConnectionSlot(context, protocol, { lifetime, nextId }),
  )
  const sendRequest = createSender(context, lifetime.grace)
  const between = everyMs / (streams * spec.connections)

  /** One user of a connection: one request after the other. */
  async function repeat(slot: ConnectionSlot, place: number, start: number): Promise<void> {
    let next = start
    while (await sleepUntil(clock, next, lifetime.running)) {
      const due = (await awaitOpening(slot)) ? clock.now() : next
      if (lifetime.running.aborted) return
      const pause = place < slot.maxStreams ? await sendRequest(slot, due) : FAILURE_PAUSE_MS
      next = nextDue({ start, periodMs: everyMs }, clock.now() + pause)
    }
  }

  async function runSlot(slot: ConnectionSlot, first: number, at: number): Promise<void> {
    await Promise.all(Array.from({ length: streams }, (_, i) => repeat(slot, i, at + (first + i) * between)))
    await slot.close()
  }

  return {
    start(at) {
      slots.forEach((slot, i) => lifetime.track(runSlot(slot, i * streams, at)))
    },
    stop: (hurried) => lifetime.end(context, hurried),
  }
}

/** The request that opens the connection does so within its own attempt; the others are not due until it is open. False where it was. */
async function awaitOpening(slot: ConnectionSlot): Promise<boolean> {
  let waited = false
  while (slot.opening !== undefined) {
    waited = true
    await slot.opening
  }
  return waited
}

/** One attempt: begun, sent, put on the account. Returns how long to wait before the next, milliseconds. */
function createSender({ spec, recorder, retrying }: ProbeContext, signal: AbortSignal) {
  const account = recorder.traffic(spec.name)
  const pick = createMix(spec.requests)

  return async function sendRequest(slot: ConnectionSlot, due: number): Promise<number> {
    const request = pick()
    const deadline = { due, timeoutMs: spec.timeoutMs, signal }
    account.begin()
    let sent = await slot.send(request, deadline)
    const first = sent
    const ended = await retryOnce(retrying, request.method, first.exchange, async () => {
      sent = await slot.send(request, deadline, first.http2)
      return sent.exchange
    })
    settleAttempt(account, { ...ended, traffic: spec.name, request, due, connection: sent.id })
    if (sent.exchange.outcome === 'timeout' && sent.http2 !== undefined) await slot.check(sent.http2)
    return pauseAfter(sent)
  }
}

/** A connection that had served is replaced at once when it is lost; everything else that failed would become a hot loop. */
function pauseAfter({ exchange, http2 }: SentRequest): number {
  return exchange.outcome === 'ok' || wasLost(http2) ? 0 : FAILURE_PAUSE_MS
}

function wasLost(http2: Http2Connection | undefined): boolean {
  return http2 !== undefined && !http2.usable && http2.answered > 0
}

/** The same host on another port. */
export function endpointAt(endpoint: Endpoint, port: number | undefined): Endpoint {
  if (port === undefined) return endpoint
  return { ...endpoint, port, hostHeader: `${endpoint.hostHeader.replace(/:\d+$/, '')}:${port}` }
}
