import type { Http2Traffic } from '../model/scenario.ts'
import { retryOnce } from './exchange/retry.ts'
import { settle } from './exchange/settle.ts'
import type { Target } from './exchange/target.ts'
import type { Http2Connection } from './http2/connection.ts'
import { createSeat, type Seat, type Sent } from './http2/seat.ts'
import { createLifetime, sleepUntil } from './pacing/lifetime.ts'
import { createMix } from './pacing/mix.ts'
import { FAILURE_PAUSE_MS, type Probe, type ProbeContext } from './probe.ts'

/**
 * HTTP/2 connections, each with so many requests at a time, in a closed loop. Each connection is a lifeline; after a GOAWAY nothing more is sent on
 * it, the next is opened at once, and the old one finishes what it has accepted.
 */
export function createHttp2(context: ProbeContext<Http2Traffic>): Probe {
  const { spec, graceMs } = context
  const wire = { ...context.wire, target: targetAt(context.wire.target, spec.port) }
  const lifetime = createLifetime()
  let last = 0
  const seats = Array.from({ length: spec.connections }, () => createSeat({ ...context, wire }, lifetime, () => ++last))
  const speak = createSpeech({ ...context, wire }, lifetime.grace)

  /** One user of a connection: one request after the other. */
  async function repeat(seat: Seat, place: number, from: number): Promise<void> {
    let next = from
    while (await sleepUntil(wire.clock, next, lifetime.running)) {
      // Whoever opens the connection does so within its own attempt; the others have nothing due until it is open.
      for (let busy = seat.busy(); busy !== undefined; busy = seat.busy()) await busy
      if (lifetime.running.aborted) return
      const pause = place < seat.room() ? await speak(seat) : FAILURE_PAUSE_MS
      next = wire.clock.now() + pause
    }
  }

  async function occupy(seat: Seat, at: number): Promise<void> {
    await Promise.all(Array.from({ length: spec.streams }, (_, place) => repeat(seat, place, at)))
    await seat.close()
  }

  return {
    start(at) {
      for (const seat of seats) lifetime.track(occupy(seat, at))
    },
    stop: (hurried) => lifetime.end(graceMs, hurried),
  }
}

/** One attempt: begun, sent, put on the account. Returns how long to wait before the next, milliseconds. */
function createSpeech({ spec, recorder, retrying, wire: { clock } }: ProbeContext<Http2Traffic>, signal: AbortSignal) {
  const account = recorder.traffic(spec.name)
  const pick = createMix(spec.requests)

  return async function speak(seat: Seat): Promise<number> {
    const request = pick()
    const due = clock.now()
    const limits = { due, timeoutMs: spec.timeoutMs, signal }
    account.begin()
    let sent = await seat.send(request, limits)
    const first = sent
    const ended = await retryOnce(retrying, request.method, first.exchange, async () => {
      sent = await seat.send(request, limits, first.http2)
      return sent.exchange
    })
    settle(account, { ...ended, traffic: spec.name, request, due, connection: sent.id })
    if (sent.exchange.outcome === 'timeout' && sent.http2 !== undefined) await seat.check(sent.http2)
    return pauseAfter(sent)
  }
}

/** A connection that had served is replaced at once when it is lost; everything else that failed would become a hot loop. */
function pauseAfter({ exchange, http2 }: Sent): number {
  return exchange.outcome === 'ok' || wasLost(http2) ? 0 : FAILURE_PAUSE_MS
}

function wasLost(http2: Http2Connection | undefined): boolean {
  return http2 !== undefined && !http2.usable && http2.answered > 0
}

/** The same host on another port. */
function targetAt(target: Target, port: number | undefined): Target {
  if (port === undefined) return target
  return { ...target, port, hostHeader: `${target.hostHeader.replace(/:\d+$/, '')}:${port}` }
}
