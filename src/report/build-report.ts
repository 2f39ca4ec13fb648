import { parseAnswer } from '../model/answer.ts'
import type { AnswerCount, Ledger, RestartRecord, TrafficTotals } from '../model/ledger.ts'
import {
  addOutcomes,
  countAttempts,
  countFailures,
  isFailure,
  noOutcomes,
  type OutcomeCounts,
} from '../model/outcome.ts'
import type { ProcessLife } from '../model/process.ts'
import {
  type AnswerReport,
  type Judgement,
  REPORT_SCHEMA,
  type Report,
  type RestartReport,
  type TrafficReport,
} from '../model/report.ts'
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
    traffic: ledger.traffic.map((traffic) => describeTraffic(traffic, ledger)),
    lifelines: sumLifelines(ledger.lifelines),
    ...listEnds(ledger.lifelines),
    baseline: describeBaseline(ledger),
    restarts: ledger.restarts.map((restart) => describeRestart(restart, ledger.processes, judgement.unsteady)),
    guarantees: judgement.guarantees.map((guarantee) => ({
      ...guarantee,
      required: scenario.sla.require.includes(guarantee.id),
    })),
    findings: judgement.findings,
    projection: judgement.projection,
    failures: ledger.attempts.filter((attempt) => isFailure(attempt.outcome)),
    failureGroups: ledger.attemptGroups.filter(({ outcome }) => isFailure(outcome)),
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

function describeBaseline({ baseline: { outcomes, latencyMs, latencyByTraffic } }: Ledger): Report['baseline'] {
  return { attempts: countAttempts(outcomes), outcomes, latencyMs, latencyByTraffic }
}

function describeTraffic(traffic: TrafficTotals, ledger: Ledger): TrafficReport {
  const { name, kind, outcomes, latencyMs, answers } = traffic
  const rate = describeRate(traffic, ledger)
  return {
    name,
    kind,
    attempts: countAttempts(outcomes),
    outcomes,
    availability: availabilityOf(outcomes),
    ...(rate && { rate }),
    latencyMs,
    answers: answers.map(describeAnswer),
  }
}

/** Per second of the measured time; undefined where no rate is set, or nothing was measured. */
function describeRate({ name, outcomes, timeouts }: TrafficTotals, ledger: Ledger): TrafficReport['rate'] {
  const { scenario, measuredFrom, endOfTraffic } = ledger
  const spec = scenario.traffic.find((one) => one.name === name)
  if (spec?.rate === undefined || measuredFrom === undefined || endOfTraffic <= measuredFrom) return undefined
  const perSecond = (requests: number) => (requests / (endOfTraffic - measuredFrom)) * 1000
  const due = countAttempts(outcomes)
  return { offered: perSecond(due), achieved: perSecond(due - timeouts.queue) }
}

function describeAnswer({ name, ok, generation, since, count }: AnswerCount): AnswerReport {
  const { redirect = null, contentType = null, empty = false, ...statuses } = parseAnswer(name)
  return { ...statuses, redirect, contentType, empty, ok, generation, since, count }
}

function describeReplacement(restart: RestartRecord, unsteady: string | undefined) {
  const { observed, drained, detail = null, takeoverMs = null, takeoverFromMs, drainMs = null } = restart
  const bound = takeoverFromMs === undefined ? {} : { takeoverFromMs }
  if (unsteady === undefined) return { observed, drained, detail, takeoverMs, ...bound, drainMs }
  return { observed: false, drained: false, detail: unsteady, takeoverMs: null, drainMs: null }
}

/** ok / (attempts − unfinished − local); null where nothing counts. */
function availabilityOf(outcomes: OutcomeCounts): number | null {
  const counted = outcomes.ok + countFailures(outcomes)
  return counted === 0 ? null : outcomes.ok / counted
}

/** The commands of generations that are processes: the last that had such a pid by the end of the restart. */
function nameCommands({ generations, until }: RestartRecord, processes: readonly ProcessLife[]) {
  const named = [...generations.old, ...generations.new].flatMap((label) => {
    const life = processes.findLast(({ pid, started }) => label === `pid ${pid}` && started <= until)
    return life === undefined ? [] : [[label, life.command] as const]
  })
  return named.length === 0 ? {} : { commands: Object.fromEntries(named) }
}

/** @param unsteady why it proves nothing that a new generation was seen */
function describeRestart(
  restart: RestartRecord,
  processes: readonly ProcessLife[],
  unsteady: string | undefined,
): RestartReport {
  const { index, begun, outageMs, outcomes, latencyMs, generations, lifelines, retryable } = restart
  return {
    index,
    begun,
    ...describeReplacement(restart, unsteady),
    outageMs,
    outageResolutionMs: restart.resolutionMs,
    settledMs: restart.settled === undefined ? null : restart.settled - begun,
    attempts: countAttempts(outcomes),
    outcomes,
    retryable,
    mended: countAttempts(restart.recoveredByRetry),
    latencyMs,
    latencyByTraffic: restart.latencyByTraffic,
    generations: { ...generations, ...nameCommands(restart, processes) },
    ...(restart.signalled && { signalled: restart.signalled }),
    lifelines,
    tls: restart.tls,
  }
}
