import { type Difference, METRICS, type Metric, type Summary } from '../model/comparison.ts'
import { countFailures } from '../model/outcome.ts'
import type { Report, RestartReport } from '../model/report.ts'
import { mean } from './permutation.ts'

/** The value of one restart; null where it was not seen. */
const READ: Record<Metric, (restart: RestartReport) => number | null> = {
  losses: (restart) => lossShare(restart, countStrict(restart)),
  'losses-retrying': (restart) => lossShare(restart, countRetrying(restart)),
  'lifelines-lost': ({ lifelines: { kept, graceful, cut, stalled } }) => {
    const open = kept + graceful + cut + stalled
    return open === 0 ? null : (cut + stalled) / open
  },
  outage: ({ outageMs }) => outageMs,
  p99: ({ latencyMs }) => latencyMs?.p99 ?? null,
  takeover: ({ takeoverMs }) => takeoverMs,
  drain: ({ drainMs }) => drainMs,
}

/** Failures in the window of a restart as clients see them that send nothing again. */
export function countStrict({ outcomes, mended }: RestartReport): number {
  return countFailures(outcomes) + mended
}

/** Failures in the window of a restart that a retry does not hide. */
export function countRetrying({ outcomes, retryable }: RestartReport): number {
  return countFailures(outcomes) - retryable
}

/** As a share of what counts in the window; null where nothing does. */
function lossShare({ outcomes }: RestartReport, failures: number): number | null {
  const counted = outcomes.ok + countFailures(outcomes)
  return counted === 0 ? null : failures / counted
}

/** Whether less of it is lost or unanswered for users; the others are times that most users never notice. */
export const MATTERS: readonly Metric[] = ['losses', 'losses-retrying', 'lifelines-lost', 'outage']

export function isShare(metric: Metric): boolean {
  return metric === 'losses' || metric === 'losses-retrying' || metric === 'lifelines-lost'
}

export function summarizeRestarts(restarts: readonly RestartReport[]): Record<Metric, Summary> {
  const entries = METRICS.map((metric) => [metric, summarize(restarts.map(READ[metric]))] as const)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one entry for each metric
  const summaries = Object.fromEntries(entries) as Record<Metric, Summary>
  return { ...summaries, takeover: { ...summaries.takeover, ...boundTakeover(restarts) } }
}

/** The earliest of each takeover; empty where all are known by the answer itself. */
function boundTakeover(restarts: readonly RestartReport[]): Pick<Summary, 'earliest'> {
  const seen = restarts.flatMap(({ takeoverMs: latest, takeoverFromMs: earliest = latest }) =>
    latest === null || earliest === null ? [] : [{ latest, earliest }],
  )
  const [slowest] = seen.toSorted((a, b) => b.latest - a.latest)
  if (slowest === undefined || seen.every(({ latest, earliest }) => latest === earliest)) return {}
  const values = seen.map(({ earliest }) => earliest)
  return { earliest: { values, mean: mean(values), ofMax: slowest.earliest } }
}

/** The means of the earliest of two strategies, where either is known by two bounds. */
export function earliestMeans(from: Summary, to: Summary): Pick<Difference, 'earliest'> {
  if (from.earliest === undefined && to.earliest === undefined) return {}
  return { earliest: { from: earliestMean(from), to: earliestMean(to) } }
}

export function earliestMean({ earliest, mean: latest }: Summary): number {
  return earliest?.mean ?? latest ?? 0
}

/** What to set against smaller values, so that only a difference which is there whatever the true moment was counts. */
export function leastValues({ values, earliest }: Summary): number[] {
  return earliest?.values ?? values
}

function summarize(read: readonly (number | null)[]): Summary {
  const values = read.filter((value) => value !== null)
  return values.length === 0
    ? { values, mean: null, max: null }
    : { values, mean: mean(values), max: Math.max(...values) }
}

/** Restarts that can be compared: those that were seen to happen. */
export function observedRestarts({ restarts }: Pick<Report, 'restarts'>): RestartReport[] {
  return restarts.filter(({ observed }) => observed)
}
