import { setTimeout as sleep } from 'node:timers/promises'
import type { HealthCheck, ScheduleCheck } from '../model/calibration.ts'
import { PUNCTUAL_MS } from '../model/entry.ts'
import { dueAt, pacerFor } from '../traffic/thread/schedule.ts'
import { type Fixture, seenBy } from './faults.ts'
import { type Asking, askInEveryWay } from './mix.ts'
import { tally } from './requests.ts'
import type { ServerLog } from './server/protocol.ts'
import { runTrial, type Trial } from './trial.ts'

/** Until the threads have been through their code often enough to be quick. */
const WARMUP_MS = 1_000

export interface Health {
  healthy: HealthCheck[]
  schedules: ScheduleCheck[]
  /** What does not agree with the server's account, a sentence each. */
  disagreements: string[]
  trial: Trial
}

/** Sends every kind of traffic to a server without a fault for `ms`: nothing may fail, and what has a schedule keeps it. */
export async function askHealthyServer({ server, clock, abort }: Fixture, ms: number): Promise<Health> {
  const asking = askInEveryWay({ faulty: false })
  const trial = await runTrial({
    url: server.url,
    clock,
    traffic: asking.map(({ spec }) => spec),
    warmupMs: WARMUP_MS,
    abort,
    during: (measureFrom) => sleep(measureFrom + ms - clock.now(), undefined, { signal: abort }),
  })
  const account = await server.account(asking.map(({ target }) => target))
  return {
    healthy: asking.map((one) => checkHealth(trial, one)),
    schedules: asking.flatMap((one) => checkSchedule(trial, one, account)),
    disagreements: asking.flatMap((one) => compareCounts(trial, one, account)),
    trial,
  }
}

function checkHealth(trial: Trial, asking: Asking): HealthCheck {
  const { traffic, kind, begun, attempts } = seenBy(trial, asking)
  return { traffic, kind, requests: begun, failures: tally(attempts) }
}

/** Each request that was begun was read by the server once, also where all went well. */
function compareCounts(trial: Trial, asking: Asking, account: ServerLog): string[] {
  const { traffic, begun } = seenBy(trial, asking)
  const read = account.requests[asking.target] ?? 0
  return begun === read ? [] : [`${traffic}: ${begun} requests were sent, but a healthy server read ${read}`]
}

function checkSchedule(trial: Trial, { spec, target, rate }: Asking, account: ServerLog): ScheduleCheck[] {
  const schedule = trial.ledger.harness.schedules.find(({ traffic }) => traffic === spec.name)
  if (rate === null || schedule === undefined) return []
  const { arrivals, punctual, latestMs } = schedule
  const read = countPunctual(account.reads[target] ?? [], trial.began, rate)
  return [{ traffic: spec.name, rate, arrivals, punctual: share(punctual, arrivals), latestMs, readPunctual: read }]
}

/**
 * The share of requests, after the warm-up, that the server had read within PUNCTUAL_MS of due. The n-th request that it read was due no
 * later than the n-th of the schedule: they are the same number, and none is sent before its time.
 */
export function countPunctual(reads: readonly number[], began: number, rate: number): number {
  const pace = pacerFor(began, rate)
  const measured = reads
    .toSorted((a, b) => a - b)
    .map((at, n) => ({ at, due: dueAt(pace, n) }))
    .filter(({ due }) => due >= began + WARMUP_MS)
  return share(measured.filter(({ at, due }) => at - due <= PUNCTUAL_MS).length, measured.length)
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
