import type { FreshTraffic, RequestSpec } from '../model/scenario.ts'
import { type Exchange, neverSent, sendOnce, TOO_LATE } from './exchange/exchange.ts'
import { settle } from './exchange/settle.ts'
import { createSources, readEphemeralPorts } from './exchange/sources.ts'
import { createLifetime } from './pacing/lifetime.ts'
import { createMix } from './pacing/mix.ts'
import { paceOf } from './pacing/pace.ts'
import { runSchedule } from './pacing/schedule.ts'
import type { Probe, ProbeContext } from './probe.ts'

/** How many local ports are tried for one connection, where others hold them. */
const PORT_TRIES = 8

/** A new connection for each request, open loop: what clients see that have never talked to the target before. */
export function createFresh({ spec, wire, recorder, graceMs }: ProbeContext<FreshTraffic>): Probe {
  const account = recorder.traffic(spec.name)
  const pick = createMix(spec.requests)
  const lifetime = createLifetime()
  const { clock, target } = wire
  const ports = readEphemeralPorts()
  const offset = Math.floor(Math.random() * (ports.last - ports.first))
  const nextSource = createSources({ address: target.address, rate: spec.rate, given: spec.sources, ports, offset })
  const limits = { timeoutMs: spec.timeoutMs, signal: lifetime.grace }
  let connections = 0
  let stop: (() => void) | undefined

  async function attempt(due: number): Promise<void> {
    const request = pick()
    const lateMs = clock.now() - due
    account.begin(lateMs)
    const late = lateMs >= spec.timeoutMs
    const exchange = late ? neverSent(TOO_LATE, clock.now()) : await send(request, due)
    const connection = exchange.connected ? ++connections : 0
    settle(account, { traffic: spec.name, request, due, connection, exchange })
  }

  /** A local port that is taken fails before anything goes out: trying the next one repeats no request. */
  async function send(request: RequestSpec, due: number, tries = PORT_TRIES): Promise<Exchange> {
    const exchange = await sendOnce(wire, { ...limits, request, due, source: nextSource() })
    return isPortTaken(exchange) && tries > 1 ? send(request, due, tries - 1) : exchange
  }

  const onBehind = (lateMs: number, arrivals: number) =>
    recorder.event({ t: clock.now(), kind: 'generator-behind', traffic: spec.name, lateMs, arrivals })

  return {
    start(at) {
      const pace = paceOf(at, spec.rate)
      stop = runSchedule({ pace, clock, onDue: (due) => lifetime.track(attempt(due)), onBehind })
    },
    async stop(hurried) {
      stop?.()
      await lifetime.end(graceMs, hurried)
    },
  }
}

function isPortTaken({ outcome, phase, code }: Exchange): boolean {
  return outcome === 'local' && phase === 'connect' && (code === 'EADDRINUSE' || code === 'EADDRNOTAVAIL')
}
