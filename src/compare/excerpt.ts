import type { Excerpt } from '../model/comparison.ts'
import { countFailures } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'

/** Columns of a timeline that is drawn beside others. */
const COLUMNS = 240

/** The timeline of a run in so few columns that several fit on a page, aligned at the first restart. */
export function excerpt({ timeline, restarts }: Report): Excerpt {
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
