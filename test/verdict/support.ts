import type { Attempt } from '../../src/model/attempt.ts'
import { BUCKET_MS, type BucketEntry } from '../../src/model/entry.ts'
import type { RunPhase } from '../../src/model/event.ts'
import type { AnswerCount, Ledger, RestartRecord, TrafficTotals } from '../../src/model/ledger.ts'
import type { AttributedLifeline } from '../../src/model/lifeline.ts'
import { noOutcomes, noPhases, type OutcomeCounts, type PhaseCounts } from '../../src/model/outcome.ts'
import { VERDICT_RULES } from '../../src/model/rules.ts'
import type { Expectation, Scenario, SlaSpec } from '../../src/model/scenario.ts'
import type { VerdictStatus } from '../../src/model/verdict.ts'
import { stepTraitsOf } from '../../src/restart/index.ts'
import { traitsOf } from '../../src/traffic/index.ts'

type Counts = Partial<OutcomeCounts>

/** A hand-written account of one restart that went well: 40,000 fast and 2,000 fresh requests, all ok. */
export function soundLedger(): Ledger {
  return {
    runId: 'run-1',
    rules: VERDICT_RULES,
    startedAt: '2026-01-01T00:00:00.000Z',
    scenario: soundScenario(),
    environment: { hitless: '0', node: '20', autocannon: '9', os: 'Linux', cpus: 2, memoryBytes: 1 },
    durationMs: 10_000,
    endOfTraffic: 10_000,
    interrupted: false,
    complete: true,
    traffic: [traffic('http', 'http', { ok: 40_000 }), traffic('fresh', 'fresh', { ok: 2000 })],
    steps: [],
    buckets: [
      bucket('fresh', 0, { ok: 1500 }),
      bucket('fresh', 5100, { ok: 20 }),
      bucket('fresh', 5300, { ok: 20 }, { b: 20 }),
    ],
    attempts: [],
    attemptsRecorded: 0,
    attemptGroups: [],
    lifelines: [lifeline({})],
    events: [],
    baseline: {
      outcomes: { ...noOutcomes(), ok: 10_000 },
      latencyMs: { p50: 1, p90: 2, p99: 3, p999: 4, max: 5 },
      latencyByTraffic: { http: { p50: 1, p90: 2, p99: 3, p999: 4, max: 5 } },
      connectRetries: {},
    },
    restarts: [restart({})],
    processes: [],
    pods: [],
    listeners: [],
    harness: { threads: [], schedules: [], processors: null, files: null, ports: null },
    delays: {},
    imbalances: [],
  }
}

export function soundScenario(): Scenario {
  const base = { requests: [], timeoutMs: 5000 }
  return {
    name: 'test',
    requires: [],
    target: {
      cwd: '/',
      env: {},
      files: [],
      url: 'http://127.0.0.1:20000',
      tls: { insecure: false },
      ready: { by: 'tcp', withinMs: 1000 },
      generation: { by: 'header', name: 'X-Generation' },
      stop: { signal: 'SIGTERM', withinMs: 1000 },
    },
    traffic: [
      { ...base, name: 'http', kind: 'http', connections: 10, rate: 1000 },
      { ...base, name: 'fresh', kind: 'fresh', rate: 200, sources: [] },
    ],
    restart: { count: 1, everyMs: 10_000, steps: [] },
    timing: { warmupMs: 1000, baselineMs: 1000, cooldownMs: 1000, graceMs: 1000 },
    sla: {
      availability: 0.9999,
      confidence: 0.95,
      clients: 'strict',
      drainMs: 30_000,
      restartsPerDay: 1,
      require: ['replaced'],
    },
    text: '',
  }
}

export function traffic(name: string, kind: string, counts: Counts, facts: Partial<TrafficTotals> = {}): TrafficTotals {
  const outcomes = { ...noOutcomes(), ...counts }
  return {
    name,
    kind,
    traits: traitsOf(kind),
    outcomes,
    warmup: noOutcomes(),
    timeouts: noPhases(),
    answers: [],
    clientErrors: {},
    retryable: 0,
    retried: noOutcomes(),
    recoveredByRetry: noOutcomes(),
    latencyMs: null,
    ...facts,
  }
}

/** A traffic with some timeouts, by the phase in which they ended. */
export function timedOut(phases: Partial<PhaseCounts>): TrafficTotals {
  const timeouts = { ...noPhases(), ...phases }
  const timeout = Object.values(timeouts).reduce((sum, count) => sum + count, 0)
  return traffic('http', 'http', { ok: 40_000, timeout }, { timeouts })
}

export function bucket(name: string, t: number, outcomes: Counts, generations?: Record<string, number>): BucketEntry {
  return {
    entry: 'bucket',
    traffic: name,
    t,
    warmup: false,
    outcomes,
    retryable: 0,
    ...(generations && { generations }),
  }
}

function slotOf(t: number): number {
  return Math.floor(t / BUCKET_MS) * BUCKET_MS
}

export function restart(facts: Partial<Omit<RestartRecord, 'outcomes'>> & { outcomes?: Counts }): RestartRecord {
  return {
    index: 1,
    begun: 5000,
    settled: 5400,
    window: { from: slotOf(facts.begun ?? 5000), to: slotOf(facts.settled ?? 5400) + BUCKET_MS },
    until: 10_000,
    observed: true,
    drained: true,
    takeoverMs: 50,
    drainMs: 130,
    outageMs: 0,
    resolutionMs: 9,
    silenceMs: 4,
    generations: { old: ['a'], new: ['b'] },
    timeouts: noPhases(),
    retryable: 0,
    recoveredByRetry: noOutcomes(),
    latencyMs: { p50: 1, p90: 2, p99: 3, p999: 4, max: 5 },
    latencyByTraffic: { http: { p50: 1, p90: 2, p99: 3, p999: 4, max: 5 } },
    connectRetries: {},
    lifelines: { kept: 1, graceful: 0, cut: 0, stalled: 0 },
    tls: null,
    ...facts,
    outcomes: { ...noOutcomes(), ...(facts.outcomes ?? { ok: 1000 }) },
  }
}

export function lifeline(facts: Partial<AttributedLifeline>): AttributedLifeline {
  const always = { traffic: 'idle', kind: 'idle', id: 1, end: 'kept', by: 'client', restart: 1 } as const
  return { ...always, opened: 100, closed: 9900, ...facts }
}

export function attempt(facts: Partial<Attempt>): Attempt {
  return {
    traffic: 'http',
    method: 'GET',
    path: '/',
    outcome: 'reset',
    phase: 'headers',
    due: 5010,
    end: 5020,
    bytesWritten: 10,
    bytesRead: 0,
    connection: { id: 1, reused: true },
    retryable: false,
    ...facts,
  }
}

/** A sound ledger with some of it changed, and its SLA with some of it changed. */
export function ledgerWith(facts: Partial<Ledger>, sla: Partial<SlaSpec> = {}, expected?: Expected): Ledger {
  const sound = soundLedger()
  const scenario = {
    ...sound.scenario,
    sla: { ...sound.scenario.sla, ...sla },
    ...(expected && { expect: expect(expected) }),
  }
  return completed({ ...sound, scenario, ...facts })
}

/** With what a ledger takes from its scenario and from the events of its journal. */
function completed(ledger: Ledger): Ledger {
  const startOf = (phase: RunPhase) => ledger.events.find((event) => event.kind === 'phase' && event.phase === phase)?.t
  const [measuredFrom, endOfTraffic = ledger.durationMs] = [startOf('baseline'), startOf('grace')]
  const restarts = ledger.restarts.map((one, i) => {
    const nextBegun = ledger.restarts[i + 1]?.begun
    return { ...one, until: nextBegun ?? endOfTraffic, ...(nextBegun !== undefined && { nextBegun }) }
  })
  const steps = ledger.scenario.restart.steps.map(({ kind }) => stepTraitsOf(kind))
  return { ...ledger, steps, ...(measuredFrom !== undefined && { measuredFrom }), endOfTraffic, restarts }
}

/** A verdict that is expected, or more. */
export type Expected = VerdictStatus | (Partial<Expectation> & Pick<Expectation, 'verdict'>)

function expect(expected: Expected): Expectation {
  const given = typeof expected === 'string' ? { verdict: expected } : expected
  return { held: [], broken: [], findings: [], ...given }
}

/** Equal good answers of a traffic, before all restarts or since one. */
export function answers(name: string, count: number, since: number | null = null): AnswerCount {
  return { name, count, since, ok: true, generation: null }
}
