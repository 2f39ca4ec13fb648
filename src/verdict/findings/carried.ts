import type { RestartRecord } from '../../model/ledger.ts'
import { isWrongAnswer } from './answerer.ts'
import type { Loss } from './loss.ts'

/**
 * Wrong answers go on after a restart has settled: what it began, and nothing ended, stays its own, unless it was so before the first restart.
 */
export function carryWrongAnswers(losses: readonly Loss[], spans: readonly RestartRecord[]): Loss[] {
  const first = spans[0]?.begun ?? Number.POSITIVE_INFINITY
  const earlier = new Set(losses.filter(({ end }) => end < first).map(kindOf))
  const begun = new Set(losses.map((loss) => `${loss.restart} ${kindOf(loss)}`))
  return losses.map((loss) => {
    if (loss.restart !== null || !isWrongAnswer(loss) || earlier.has(kindOf(loss))) return loss
    const span = spans.findLast((one) => one.begun <= loss.attempt.due && loss.end <= one.until)
    return span !== undefined && begun.has(`${span.index} ${kindOf(loss)}`) ? { ...loss, restart: span.index } : loss
  })
}

function kindOf({ attempt, outcome, code }: Loss): string {
  return `${attempt.traffic} ${outcome} ${attempt.status} ${code}`
}
