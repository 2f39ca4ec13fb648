import { type Ledger, overlaps, type RestartRecord, type TimeSpan } from '../../model/ledger.ts'
import type { AttributedLifeline } from '../../model/lifeline.ts'
import { findHarnessLate } from '../reasons/harness.ts'
import { carryWrongAnswers } from './carried.ts'
import { findLosses, type Loss } from './loss.ts'
import { findOutages, type Outage } from './outages.ts'

/** A restart, as the rules look at it. */
export interface RestartSpan extends RestartRecord {
  /** The harness itself was the bottleneck in it: that something took long there proves nothing. */
  doubtful: boolean
}

/** What the rules look at. */
export interface RuleInput {
  ledger: Ledger
  spans: RestartSpan[]
  /** All requests that were lost. */
  lost: readonly Loss[]
  /** What no rule has explained yet: of these requests, and of the lifelines that were cut or stalled. */
  losses: Loss[]
  lifelines: AttributedLifeline[]
  /** Restarts that left nothing that listens. */
  outages: Outage[]
}

export function buildRuleInput(ledger: Ledger): RuleInput {
  const late = findHarnessLate(ledger)
  const spans = ledger.restarts.map((restart) => ({
    ...restart,
    doubtful: touches(late, { from: restart.begun, to: restart.until }),
  }))
  const all = ledger.attempts.flatMap((attempt) => findLosses(attempt, spans))
  const lost = carryWrongAnswers(all, spans).filter(
    (loss) => loss.outcome !== 'timeout' || !isDoubtful(loss, spans, late),
  )
  return {
    ledger,
    spans,
    lost,
    losses: [...lost],
    lifelines: ledger.lifelines.filter(({ end }) => end === 'cut' || end === 'stalled'),
    outages: findOutages(ledger, spans, lost),
  }
}

function touches(times: readonly TimeSpan[], span: TimeSpan): boolean {
  return times.some((time) => overlaps(time, span))
}

/** A harness that was the bottleneck in its restart, or while it was on its way, may have made a timeout itself, and the verdict says so. */
function isDoubtful(
  { attempt, end, restart }: Loss,
  spans: readonly RestartSpan[],
  late: readonly TimeSpan[],
): boolean {
  const own = spans.find(({ index }) => index === restart)
  return own?.doubtful === true || touches(late, { from: attempt.due, to: end })
}
