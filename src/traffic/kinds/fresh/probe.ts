import { readEphemeralPorts } from '../../../linux/ports.ts'
import { sourcesForRate } from '../../../net/sources.ts'
import { neverSent, sendOnce, TOO_LATE } from '../../exchange/exchange.ts'
import type { Probe, ProbeContext } from '../../probe.ts'
import { createLifetime } from '../../thread/lifetime.ts'
import { createMix } from '../../thread/mix.ts'
import { emitBehind, pacerFor, runSchedule } from '../../thread/schedule.ts'
import { settleAttempt } from '../../thread/settle.ts'
import type { FreshTraffic } from './options.ts'

/** A new connection for each request, open loop: what clients see that have never talked to the target before. */
export function createFresh(context: ProbeContext<FreshTraffic>): Probe {
  const { spec, recorder, clock, endpoint } = context
  const account = recorder.traffic(spec.name)
  const pick = createMix(spec.requests)
  const lifetime = createLifetime()
  const sources = sourcesForRate(endpoint.address, spec.rate, spec.sources, readEphemeralPorts())
  const { timeoutMs } = spec
  const signal = lifetime.grace
  let connections = 0
  let stop: (() => void) | undefined

  async function attempt(due: number): Promise<void> {
    const request = pick()
    const lateMs = clock.now() - due
    account.begin(lateMs)
    const late = lateMs >= timeoutMs
    const options = { request, due, timeoutMs, signal, sources }
    const exchange = late ? neverSent(TOO_LATE, clock.now()) : await sendOnce(context, options)
    const connection = exchange.connected ? ++connections : 0
    settleAttempt(account, { traffic: spec.name, request, due, connection, exchange })
  }

  const onBehind = emitBehind(spec.name, recorder, clock)

  return {
    start(at) {
      const pace = pacerFor(at, spec.rate)
      stop = runSchedule({ pace, clock, onDue: (due) => lifetime.track(attempt(due)), onBehind })
    },
    async stop(hurried) {
      stop?.()
      await lifetime.end(context, hurried)
    },
  }
}
