import type { Strategy, View } from '../model/comparison.ts'
import { LIFELINE_ENDS, type LifelineCounts } from '../model/lifeline.ts'
import type { Report, RestartReport } from '../model/report.ts'
import { shareBounds } from '../verdict/interval.ts'
import { excerpt } from './excerpt.ts'
import { countRetrying, countStrict, observedRestarts, summarizeRestarts } from './metrics.ts'

/** Boils a report down to what can be held against another. Its rank is given later, see rank.ts. */
export function describeStrategy(report: Report, confidence: number): Strategy {
  const { scenario, run, verdict, sla, restarts } = report
  const { target, availability, lowerBound, attempts, failures } = sla
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
    strict: { ...shareLost(report.strict), ...countLossy(restarts, countStrict, confidence) },
    retrying: { ...shareLost(report.retrying), ...countLossy(restarts, countRetrying, confidence) },
    outcomes: report.strict.outcomes,
    lifelines: sumEnds(report),
    restarts: { count: restarts.length, observed: observed.length },
    metrics: summarizeRestarts(observed),
    guarantees: report.guarantees,
    timeline: excerpt(report),
  }
}

function shareLost({ failures, availability }: Report['retrying'] | Report['strict']): Omit<View, LossyRestarts> {
  return { failures, availability }
}

type LossyRestarts = 'withLoss' | 'withLossUpper'

/** In how many restarts such clients lost anything. */
function countLossy(
  restarts: readonly RestartReport[],
  countLost: (restart: RestartReport) => number,
  confidence: number,
): Pick<View, LossyRestarts> {
  const withLoss = restarts.filter((restart) => countLost(restart) > 0).length
  const withLossUpper = restarts.length === 0 ? null : shareBounds(withLoss, restarts.length, confidence).upper
  return { withLoss, withLossUpper }
}

function sumEnds({ lifelines }: Report): LifelineCounts {
  const sum = { kept: 0, graceful: 0, cut: 0, stalled: 0 }
  for (const kind of lifelines) for (const end of LIFELINE_ENDS) sum[end] += kind[end]
  return sum
}
