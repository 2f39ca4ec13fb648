import { noOutcomes, type OutcomeCounts } from '../../src/model/outcome.ts'
import type { Report, RestartReport } from '../../src/model/report.ts'
import { passing } from '../report/samples.ts'

const LATENCY = { p50: 1, p90: 2, p99: 3, p999: 4, max: 5 }

/** A restart whose window lost so many of 1,000 requests. */
export function restartLosing(reset: number, facts: Partial<RestartReport> = {}): RestartReport {
  return {
    index: 1,
    begun: 5000,
    observed: true,
    drained: true,
    detail: null,
    takeoverMs: 50,
    drainMs: 120,
    outageMs: 0,
    outageResolutionMs: 9,
    settledMs: 130,
    attempts: 1000,
    outcomes: { ...noOutcomes(), ok: 1000 - reset, reset },
    retryable: 0,
    mended: 0,
    latencyMs: LATENCY,
    generations: { old: ['a'], new: ['b'] },
    lifelines: { kept: 0, graceful: 0, cut: 0, stalled: 0 },
    tls: null,
    ...facts,
  }
}

/** A report of restarts, by what each lost. */
export function reportOf(name: string, restarts: RestartReport[], facts: Partial<Report> = {}): Report {
  const sound = passing()
  const outcomes = restarts.reduce<OutcomeCounts>(
    (sum, restart) => ({ ...sum, ok: sum.ok + restart.outcomes.ok, reset: sum.reset + restart.outcomes.reset }),
    noOutcomes(),
  )
  return {
    ...sound,
    scenario: { ...sound.scenario, name },
    sla: { ...sound.sla, confidence: 0.95 },
    outcomes,
    restarts: restarts.map((restart, i) => ({ ...restart, index: i + 1, begun: 5000 * (i + 1) })),
    ...facts,
  }
}

export function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value)
}
