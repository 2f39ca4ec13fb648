import type { Strategy } from '../model/comparison.ts'
import { LIFELINE_ENDS, type LifelineCounts } from '../model/lifeline.ts'
import { countFailures } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'
import { shareBounds } from '../verdict/interval.ts'
import { excerpt } from './excerpt.ts'
import { observedRestarts, summarizeRestarts } from './metrics.ts'

/** Boils a report down to what can be held against another. Its rank is given later, see rank.ts. */
export function describeStrategy(report: Report, confidence: number): Strategy {
  const { scenario, run, verdict, sla, restarts } = report
  const { target, availability, lowerBound, attempts, failures } = sla
  const withLoss = restarts.filter(({ outcomes }) => countFailures(outcomes) > 0).length
  const observed = observedRestarts(report)
  return {
    rank: null,
    name: scenario.name,
    about: scenario.about,
    run: { id: run.id, startedAt: run.startedAt, durationMs: run.durationMs },
    verdict: {
      status: verdict.status,
      expected: verdict.expected ?? null,
      reasons: verdict.reasons.map(({ message }) => message),
    },
    sla: { target, availability, lowerBound, attempts, failures },
    retrying: report.retrying,
    outcomes: report.outcomes,
    lifelines: sumEnds(report),
    restarts: {
      count: restarts.length,
      observed: observed.length,
      withLoss,
      withLossUpper: restarts.length === 0 ? null : shareBounds(withLoss, restarts.length, confidence).upper,
    },
    metrics: summarizeRestarts(observed),
    guarantees: report.guarantees,
    timeline: excerpt(report),
  }
}

function sumEnds({ lifelines }: Report): LifelineCounts {
  const sum = { kept: 0, graceful: 0, cut: 0, stalled: 0 }
  for (const kind of lifelines) for (const end of LIFELINE_ENDS) sum[end] += kind[end]
  return sum
}
