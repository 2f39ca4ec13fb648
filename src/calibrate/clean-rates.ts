import { setTimeout as sleep } from 'node:timers/promises'
import type { CleanRate } from '../model/calibration.ts'
import type { TrafficSpec } from '../model/scenario.ts'
import { formatDuration, formatShare } from '../text/numbers.ts'
import { findHarnessTrouble } from '../verdict/reasons/harness.ts'
import type { Fixture } from './faults.ts'
import { type Asking, askForTraffic } from './mix.ts'
import { runTrial, type Trial } from './trial.ts'

/** Rates to try, from low to high: the first that is not clean ends the search. */
export type Rates = Record<RatedKind, number[]>
type RatedKind = 'http' | 'fresh'

const WARMUP_MS = 500
const MEASURED_MS = 1_000
/** Answers later than this after they were due show requests that wait for a free connection: more than is being served, milliseconds. */
const WAITED_MS = 100
/** Below this share of arrivals within 2 ms of due a schedule is not kept. */
const PUNCTUAL = 0.95

/** Finds the highest rate at which a healthy server gets no failure and the schedule is kept, for load and for new connections. */
export async function findCleanRates(fixture: Fixture, rates: Rates): Promise<CleanRate[]> {
  return [await findCleanRate(fixture, 'http', rates), await findCleanRate(fixture, 'fresh', rates)]
}

async function findCleanRate(fixture: Fixture, kind: RatedKind, rates: Rates): Promise<CleanRate> {
  const tried: CleanRate['tried'] = []
  for (const rate of rates[kind]) {
    const result = await tryRate(fixture, kind, rate)
    tried.push(result)
    if (!result.clean) break
  }
  return { kind, rate: tried.findLast(({ clean }) => clean)?.rate ?? null, tried }
}

async function tryRate(
  { server, clock, abort }: Fixture,
  kind: RatedKind,
  rate: number,
): Promise<CleanRate['tried'][number]> {
  const asking = askAt(kind, rate)
  const trial = await runTrial({
    url: server.url,
    clock,
    traffic: [asking.spec],
    warmupMs: WARMUP_MS,
    abort,
    during: (measureFrom) => sleep(measureFrom + MEASURED_MS - clock.now(), undefined, { signal: abort }),
  })
  const schedule = trial.ledger.harness.schedules[0]
  const punctual = schedule === undefined || schedule.arrivals === 0 ? 0 : schedule.punctual / schedule.arrivals
  const why = findFlaw(trial, punctual)
  return { rate, clean: why === null, why, punctual }
}

function askAt(kind: RatedKind, rate: number): Asking {
  const orders = { every: 0, delayMs: 0, timed: false }
  const make = (base: Pick<TrafficSpec, 'name' | 'requests' | 'timeoutMs'>): TrafficSpec =>
    kind === 'http' ? { ...base, kind, connections: 50, rate } : { ...base, kind, rate, sources: [] }
  return askForTraffic(`${kind}-at-${rate}`, orders, rate, make)
}

/** Why a rate is not clean; null where it is. */
export function findFlaw({ ledger, attempts }: Pick<Trial, 'ledger' | 'attempts'>, punctual: number): string | null {
  if (attempts.length > 0) return `${attempts.length} requests failed: ${attempts[0]?.outcome ?? ''}`
  const [trouble] = findHarnessTrouble(ledger)
  if (trouble !== undefined) return trouble.message
  const p99 = ledger.traffic[0]?.latencyMs?.p99 ?? 0
  if (p99 > WAITED_MS)
    return `requests waited for a free connection: 99% were answered only within ${formatDuration(p99)}`
  return punctual < PUNCTUAL
    ? `only ${formatShare(punctual)} of the requests were sent within 2 ms of their due time`
    : null
}
