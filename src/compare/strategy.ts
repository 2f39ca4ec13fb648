import type { Excerpt, Strategy, View } from '../model/comparison.ts'
import { LIFELINE_ENDS, type LifelineCounts } from '../model/lifeline.ts'
import { countFailures } from '../model/outcome.ts'
import type { Report, RestartReport } from '../model/report.ts'
import { shareBounds } from '../verdict/interval.ts'
import { countRetrying, countStrict, observedRestarts, summarizeRestarts } from './metrics.ts'
import { describeSubject } from './unlike.ts'

/** Reduces a report to what can be compared with another. Its rank is given later, see rank.ts. */
export function summarizeStrategy(report: Report, confidence: number, name = report.scenario.name): Strategy {
  const { scenario, run, verdict, sla, restarts } = report
  const { target, availability, lowerBound, attempts, failures } = sla
  const observed = observedRestarts(report)
  return {
    rank: null,
    name,
    about: scenario.about,
    subject: describeSubject(report),
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
    timeline: excerptTimeline(report),
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

/** Columns of a timeline that is drawn beside others. */
const COLUMNS = 240

/** The timeline of a run in so few columns that several fit on a page, aligned at the first restart. */
function excerptTimeline({ timeline, restarts }: Report): Excerpt {
  const { bucketMs, buckets } = timeline
  const origin = restarts[0]?.begun ?? buckets[0]?.t ?? 0
  const first = buckets[0]?.t ?? 0
  const last = (buckets.at(-1)?.t ?? 0) + bucketMs
  const columnMs = bucketMs * Math.max(1, Math.ceil((last - first) / bucketMs / COLUMNS))
  const count = buckets.length === 0 ? 0 : Math.ceil((last - first) / columnMs)
  const ok = Array.from({ length: count }, () => 0)
  const failures = Array.from({ length: count }, () => 0)
  for (const { t, outcomes } of buckets) {
    const column = Math.floor((t - first) / columnMs)
    ok[column] = (ok[column] ?? 0) + (outcomes.ok ?? 0)
    failures[column] = (failures[column] ?? 0) + countFailures(outcomes)
  }
  return { from: first - origin, columnMs, ok, failures, restarts: restarts.map(({ begun }) => begun - origin) }
}
