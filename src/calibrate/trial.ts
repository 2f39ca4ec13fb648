import { buildLedger } from '../ledger/build.ts'
import { listAttempts } from '../ledger/list-attempts.ts'
import type { Attempt } from '../model/attempt.ts'
import type { Clock } from '../model/clock.ts'
import { type Entry, JOURNAL_SCHEMA } from '../model/entry.ts'
import type { RunEvent, RunPhase } from '../model/event.ts'
import type { Ledger } from '../model/ledger.ts'
import { noOutcomes, type OutcomeCounts } from '../model/outcome.ts'
import { VERDICT_RULES } from '../model/rules.ts'
import type { Scenario, TrafficSpec } from '../model/scenario.ts'
import { stepTraitsOf } from '../restart/index.ts'
import { readEnvironment } from '../run/environment.ts'
import { startTraffic } from '../run/traffic.ts'
import { traitsOf } from '../traffic/index.ts'

export interface TrialOptions {
  url: string
  clock: Clock
  traffic: TrafficSpec[]
  /** Traffic that is not measured, at the beginning. */
  warmupMs: number
  /** What happens meanwhile; traffic stops when it is over. `measureFrom`: when the first measured request is due. */
  during: (measureFrom: number, emitEvent: (event: RunEvent) => void) => Promise<void>
  abort: AbortSignal
}

/** What a real run would have in its journal, and what of it is needed one by one. */
export interface Trial {
  ledger: Ledger
  /** When the first request was due. */
  began: number
  /** All attempts that did not end `ok`, in the order in which they were reported. */
  attempts: Attempt[]
  /** Attempts begun and their outcomes, warm-up included. */
  totalOf(traffic: string): { begun: number; outcomes: OutcomeCounts }
}

/** Longer than any timeout of a calibration, so that nothing is left unfinished. */
const GRACE_MS = 10_000
/** Until the message that starts the threads has reached them. */
const HEAD_START_MS = 50

/** Sends traffic with the threads of a real run for as long as `during` takes, and builds the account as a real run does. */
export async function runTrial({ url, clock, traffic, warmupMs, during, abort }: TrialOptions): Promise<Trial> {
  const scenario = scenarioOf(url, traffic)
  const startedAt = new Date().toISOString()
  const entries: Entry[] = [
    {
      entry: 'run',
      schema: JOURNAL_SCHEMA,
      rules: VERDICT_RULES,
      id: 'calibration',
      startedAt,
      scenario,
      environment: readEnvironment(),
    },
  ]
  const emitEvent = (event: RunEvent) => void entries.push({ entry: 'event', ...event })
  const phase = (name: RunPhase, t: number) => emitEvent({ t, kind: 'phase', phase: name })
  const plan = {
    origin: clock.origin,
    url,
    tls: NO_TLS,
    generation: BY_PROCESS,
    traffic,
    retrying: false,
    graceMs: GRACE_MS,
  }
  const threads = await startTraffic(plan, (more) => entries.push(...more))
  const began = clock.now() + HEAD_START_MS
  phase('warmup', began)
  phase('baseline', began + warmupMs)
  threads.begin(began, began + warmupMs)
  try {
    await Promise.race([during(began + warmupMs, emitEvent), threads.failed])
  } finally {
    phase('grace', clock.now())
    await threads.stop(abort)
  }
  entries.push({ entry: 'end', t: clock.now(), interrupted: abort.aborted })
  return { ledger: await buildLedger(entries, traitsOf, stepTraitsOf), began, ...sortOut(entries) }
}

function sortOut(entries: readonly Entry[]): Pick<Trial, 'attempts' | 'totalOf'> {
  return {
    attempts: entries.flatMap((entry) => (entry.entry === 'attempt' ? [...listAttempts(entry)] : [])),
    totalOf(name) {
      const total = entries.find((entry) => entry.entry === 'total' && entry.traffic === name)
      return total?.entry === 'total' ? total : { begun: 0, outcomes: noOutcomes() }
    },
  }
}

const NO_TLS = { insecure: false }
const BY_PROCESS = { by: 'process' } as const

/** As much of a scenario as the account of its traffic needs. */
function scenarioOf(url: string, traffic: TrafficSpec[]): Scenario {
  return {
    name: 'calibration',
    requires: [],
    target: {
      cwd: process.cwd(),
      env: {},
      files: [],
      url,
      tls: NO_TLS,
      ready: { by: 'tcp', withinMs: 1_000 },
      generation: BY_PROCESS,
      stop: { signal: 'SIGTERM', withinMs: 1_000 },
    },
    traffic,
    restart: { count: 0, everyMs: 0, steps: [] },
    timing: { warmupMs: 0, baselineMs: 0, cooldownMs: 0, graceMs: GRACE_MS },
    sla: { availability: 0.9999, confidence: null, clients: 'strict', drainMs: 1_000, restartsPerDay: 1, require: [] },
    text: '',
  }
}
