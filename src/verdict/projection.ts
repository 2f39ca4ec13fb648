import type { Ledger, RestartRecord } from '../model/ledger.ts'
import type { Projection } from '../model/report.ts'
import { shareOf, sumOutcomes } from './count.ts'
import { downtimeOf } from './downtime.ts'
import { shareBounds } from './interval.ts'
import { findUnsteadiness } from './steadiness.ts'

const DAYS_PER_YEAR = 365
const MINUTE_MS = 60_000
/** Bounds need some confidence, also where the SLA is compared without one. */
const DEFAULT_CONFIDENCE = 0.95

/**
 * What the restarts of a year would cost if they were like those of this run; null where none has settled, or nothing shows that any was one. The
 * assumptions are in docs/explain/statistics.md.
 */
export function project(ledger: Ledger): Projection | null {
  const restarts = ledger.restarts.filter(({ settled }) => settled !== undefined)
  if (restarts.length === 0 || findUnsteadiness(ledger) !== undefined) return null
  const { restartsPerDay, availability } = ledger.scenario.sla
  const confidence = ledger.scenario.sla.confidence ?? DEFAULT_CONFIDENCE
  const losses = restarts.map(({ outcomes }) => shareOf(outcomes).failures)
  const count = losses.filter((lost) => lost > 0).length
  const withLoss = shareBounds(count, restarts.length, confidence)
  return {
    restartsPerDay,
    failuresPerRestart: {
      mean: losses.reduce((sum, lost) => sum + lost, 0) / restarts.length,
      // The greater of two bounds: losses that come one by one, and losses that come all at once in some restarts.
      upper: Math.max(upperOneByOne(restarts, confidence), withLoss.upper * Math.max(1, ...losses)),
    },
    restartsWithLoss: { count, of: restarts.length, upper: withLoss.upper },
    downtimePerYearMinutes: downtimePerYear(restarts, restartsPerDay),
    budgetMinutes: (1 - availability) * DAYS_PER_YEAR * 24 * 60,
  }
}

/** The bound of failures per restart if each attempt in a window were lost or not by itself. */
function upperOneByOne(restarts: readonly RestartRecord[], confidence: number): number {
  const { attempts, failures } = shareOf(sumOutcomes(restarts))
  return attempts === 0 ? 0 : (shareBounds(failures, attempts, confidence).upper * attempts) / restarts.length
}

function downtimePerYear(restarts: readonly RestartRecord[], perDay: number): number | null {
  const times = restarts
    .map(({ begun, settled, ...rest }) => downtimeOf({ settledMs: (settled ?? begun) - begun, ...rest }))
    .filter((ms) => ms !== null)
  if (times.length === 0) return null
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length
  return (mean * perDay * DAYS_PER_YEAR) / MINUTE_MS
}
