import type { Budget, HistoryRun } from '../model/history.ts'

const MINUTES_PER_YEAR = 365 * 24 * 60
const MINUTE_MS = 60_000

/** What a year allows, what the restarts that were tested would have taken of it, and how many like them it pays for. */
export function budgetOf(runs: readonly HistoryRun[], target: number): Budget {
  const minutesPerYear = (1 - target) * MINUTES_PER_YEAR
  const restarts = runs.reduce((sum, run) => sum + run.restarts, 0)
  const spentMinutes = runs.reduce((sum, { downtimeMs }) => sum + downtimeMs, 0) / MINUTE_MS
  return {
    minutesPerYear,
    spentMinutes,
    perRestartMinutes: restarts === 0 ? null : spentMinutes / restarts,
    restartsPerYear: spentMinutes === 0 ? null : Math.floor((minutesPerYear * restarts) / spentMinutes),
  }
}
