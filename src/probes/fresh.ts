import type { FreshTraffic } from '../model/scenario.ts'
import { neverSent, sendOnce } from './exchange.ts'
import { createLifetime } from './lifetime.ts'
import { createMix } from './mix.ts'
import { paceOf } from './pace.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { runSchedule } from './schedule.ts'
import { settle } from './settle.ts'
import { chooseSources } from './sources.ts'

/** The generator was so far behind that time was up before the target had a chance. */
const TOO_LATE = { outcome: 'local', phase: 'queue', code: 'HARNESS_LATE', connected: false } as const

/** A new connection for each request, open loop: what clients see that have never talked to the target before. */
export function createFresh({ spec, wire, recorder, graceMs }: ProbeContext<FreshTraffic>): Probe {
  const account = recorder.traffic(spec.name)
  const pick = createMix(spec.requests)
  const sources = chooseSources(wire.target.address, spec.rate, spec.sources)
  const lifetime = createLifetime()
  const { clock } = wire
  const limits = { timeoutMs: spec.timeoutMs, signal: lifetime.grace }
  let begun = 0
  let connections = 0
  let stop: (() => void) | undefined

  async function attempt(due: number): Promise<void> {
    const request = pick()
    const localAddress = sources[begun++ % sources.length]
    account.begin()
    const late = clock.now() >= due + spec.timeoutMs
    const exchange = late
      ? neverSent(TOO_LATE, clock.now())
      : await sendOnce(wire, { ...limits, request, due, localAddress })
    const connection = exchange.connected ? ++connections : 0
    settle(account, { traffic: spec.name, request, due, connection, exchange })
  }

  const onBehind = (lateMs: number, arrivals: number) =>
    recorder.event({ t: clock.now(), kind: 'generator-behind', traffic: spec.name, lateMs, arrivals })

  return {
    start(at) {
      const pace = paceOf(at, spec.rate)
      stop = runSchedule({ pace, clock, onDue: (due) => lifetime.track(attempt(due)), onBehind })
    },
    async stop() {
      stop?.()
      await lifetime.end(graceMs)
    },
  }
}
