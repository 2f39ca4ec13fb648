import { sendOnce } from '../../exchange/exchange.ts'
import { FAILURE_PAUSE_MS, type Probe, type ProbeContext } from '../../probe.ts'
import { createLifetime, sleepUntil } from '../../thread/lifetime.ts'
import { createMix } from '../../thread/mix.ts'
import { settleAttempt } from '../../thread/settle.ts'
import type { SlowTraffic } from './options.ts'

/** Over how long the first requests are spread, so that a restart finds them at different points of their way. */
const SPREAD_MS = 1_000

/** Requests in flight that outlast the restart: a fixed number at a time, each on a connection of its own, one after the other. */
export function createSlow(context: ProbeContext<SlowTraffic>): Probe {
  const { spec, recorder, clock } = context
  const account = recorder.traffic(spec.name)
  const pick = createMix(spec.requests)
  const lifetime = createLifetime()
  const deadline = { timeoutMs: spec.timeoutMs, signal: lifetime.grace }
  let connections = 0

  async function attempt(): Promise<boolean> {
    const request = pick()
    const due = clock.now()
    account.begin()
    const exchange = await sendOnce(context, { ...deadline, request, due })
    const connection = exchange.connected ? ++connections : 0
    settleAttempt(account, { traffic: spec.name, request, due, connection, exchange })
    return exchange.outcome === 'ok'
  }

  async function repeat(from: number): Promise<void> {
    let next = from
    while (await sleepUntil(clock, next, lifetime.running)) {
      const good = await attempt()
      next = clock.now() + (good ? 0 : FAILURE_PAUSE_MS)
    }
  }

  return {
    start(at) {
      for (let i = 0; i < spec.connections; i += 1) lifetime.track(repeat(at + (i * SPREAD_MS) / spec.connections))
    },
    stop: (hurried) => lifetime.end(context, hurried),
  }
}
