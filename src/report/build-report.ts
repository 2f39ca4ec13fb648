import type { Ledger, RestartRecord, TrafficTotals } from '../model/ledger.ts'
import {
  addOutcomes,
  countAttempts,
  countFailures,
  isFailure,
  noOutcomes,
  type OutcomeCounts,
} from '../model/outcome.ts'
import { type Judgement, REPORT_SCHEMA, type Report, type RestartReport, type TrafficReport } from '../model/report.ts'
import { FIRST_RULES } from '../model/rules.ts'
import { listEnds, sumLifelines } from './lifelines.ts'

/**
 * Puts the account of a run and the judgement on it into the one document that every format renders. `timeline` is what
 * ledger/timeline.ts makes of the same ledger. Pure: the same ledger always gives the same report.
 */
export function buildReport(ledger: Ledger, judgement: Judgement, timeline: Report['timeline']): Report {
  const { scenario } = ledger
  const outcomes = ledger.traffic.reduce((sum, traffic) => addOutcomes(sum, traffic.outcomes), noOutcomes())
  return {
    schema: REPORT_SCHEMA,
    ...(ledger.rules !== FIRST_RULES && { rules: ledger.rules }),
    scenario: { name: scenario.name, file: scenario.file ?? null, about: scenario.about ?? null },
    run: describeRun(ledger),
    environment: ledger.environment,
    harness: ledger.harness,
    verdict: judgement.verdict,
    sla: judgement.sla,
    outcomes,
    strict: judgement.strict,
    retrying: judgement.retrying,
    traffic: ledger.traffic.map(describeTraffic),
    lifelines: sumLifelines(ledger.lifelines),
    ...listEnds(ledger.lifelines),
    baseline: describeBaseline(ledger),
    restarts: ledger.restarts.map(describeRestart),
    guarantees: judgement.guarantees.map((guarantee) => ({
      ...guarantee,
      required: scenario.sla.require.includes(guarantee.id),
    })),
    findings: judgement.findings,
    projection: judgement.projection,
    failures: ledger.attempts.filter((attempt) => isFailure(attempt.outcome)),
    failuresTotal: countFailures(outcomes),
    timeline,
    processes: ledger.processes,
    listeners: ledger.listeners,
    ...(ledger.pods.length > 0 && { pods: ledger.pods }),
    events: ledger.events,
  }
}

function describeRun(ledger: Ledger): Report['run'] {
  return {
    id: ledger.runId,
    label: ledger.label ?? null,
    startedAt: ledger.startedAt,
    durationMs: ledger.durationMs,
    interrupted: ledger.interrupted,
    complete: ledger.complete,
  }
}

function describeBaseline({ baseline: { outcomes, latencyMs } }: Ledger): Report['baseline'] {
  return { attempts: countAttempts(outcomes), outcomes, latencyMs }
}

function describeTraffic({ name, kind, outcomes, latencyMs }: TrafficTotals): TrafficReport {
  return { name, kind, attempts: countAttempts(outcomes), outcomes, availability: availabilityOf(outcomes), latencyMs }
}

/** ok / (attempts − unfinished − local); null where nothing counts. */
function availabilityOf(outcomes: OutcomeCounts): number | null {
  const counted = outcomes.ok + countFailures(outcomes)
  return counted === 0 ? null : outcomes.ok / counted
}

function describeRestart(restart: RestartRecord): RestartReport {
  const { index, begun, observed, drained, outageMs, outcomes, latencyMs, generations, lifelines, retryable } = restart
  return {
    index,
    begun,
    observed,
    drained,
    detail: restart.detail ?? null,
    takeoverMs: restart.takeoverMs ?? null,
    drainMs: restart.drainMs ?? null,
    outageMs,
    outageResolutionMs: restart.resolutionMs,
    settledMs: restart.settled === undefined ? null : restart.settled - begun,
    attempts: countAttempts(outcomes),
    outcomes,
    retryable,
    mended: countAttempts(restart.recoveredByRetry),
    latencyMs,
    generations,
    lifelines,
    tls: restart.tls,
  }
}
