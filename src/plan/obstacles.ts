import type { Claim, Obstacle, PlannedTraffic } from '../model/plan.ts'
import type { Scenario, TrafficKind } from '../model/scenario.ts'
import type { GuaranteeId } from '../model/verdict.ts'
import { countOf, formatCount, formatShare } from '../text/numbers.ts'
import { listed } from '../text/sentences.ts'
import { sumKnown } from './expected.ts'

/** Traffic without which a guarantee cannot be observed, see verdict/guarantees. */
const SEEN_BY: Partial<Record<GuaranteeId, readonly TrafficKind[]>> = {
  'no-refusals': ['fresh'],
  'connections-kept': ['idle', 'sse', 'websocket', 'http2', 'grpc', 'tcp', 'download', 'upload'],
}

/** Why the scenario cannot pass, whatever the target does. */
export function findObstacles(scenario: Scenario, traffic: readonly PlannedTraffic[], claim: Claim): Obstacle[] {
  return [...tooFew(scenario, traffic, claim), ...unseen(scenario)]
}

function tooFew(
  { sla }: Scenario,
  traffic: readonly PlannedTraffic[],
  { provable, needed, missing }: Claim,
): Obstacle[] {
  if (provable !== 'no' || sla.confidence === null) return []
  const claim = `${formatShare(sla.availability)} at ${formatShare(sla.confidence)}`
  const message =
    needed === null
      ? `no number of requests proves ${claim}: set a target below 100%, or confidence: none`
      : `at least ${countOf(sumKnown(traffic).requests, 'request')} are to be expected, and ${claim} needs ` +
        `${formatCount(needed.withoutFailure)} without a failure: ${formatCount(missing)} more`
  return [{ code: 'not-enough-attempts', message }]
}

function unseen({ sla, traffic }: Scenario): Obstacle[] {
  return sla.require.flatMap((guarantee) => {
    const kinds = SEEN_BY[guarantee]
    if (kinds === undefined || traffic.some(({ kind }) => kinds.includes(kind))) return []
    const message = `${guarantee} is required, and without ${listed(kinds, 'or')} traffic nobody can see whether it holds`
    return [{ code: 'guarantee-not-observed', guarantee, message }]
  })
}
