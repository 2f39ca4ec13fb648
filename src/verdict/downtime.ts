import type { OutcomeCounts } from '../model/outcome.ts'
import { shareOf } from './count.ts'

/** As in guarantees/responsive.ts: a second. */
const UNNOTICED_MS = 1000

/** What is needed of a restart to say how long its users were without the service. */
export interface Restarted {
  /** Length of its window; null where it never settled. */
  settledMs: number | null
  outageMs: number | null
  outcomes: OutcomeCounts
}

/**
 * The downtime of a restart: the longer of the outage of new connections and the window's length times the share lost in it,
 * milliseconds. Null where neither is known; 0 where none of the requests was lost and new
 * connections waited for less than a person notices.
 */
export function downtimeOf({ settledMs, outageMs, outcomes }: Restarted): number | null {
  const { attempts, failures } = shareOf(outcomes)
  if (attempts > 0 && failures === 0 && (outageMs ?? 0) <= UNNOTICED_MS) return 0
  if (attempts === 0 || settledMs === null) return outageMs
  return Math.max(outageMs ?? 0, (settledMs * failures) / attempts)
}
