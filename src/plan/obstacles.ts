import type { Claim, Obstacle, PlannedTraffic } from '../model/plan.ts'
import type { Scenario, TrafficKind } from '../model/scenario.ts'
import type { GuaranteeId } from '../model/verdict.ts'
import { grouped, many, percent } from '../text/sentences.ts'
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
  const claim = `${percent(sla.availability)} at ${percent(sla.confidence)}`
  const message =
    needed === null
      ? `no number of requests proves ${claim}: set a target below 100 %, or confidence: none`
      : `at least ${many(sumKnown(traffic).requests, 'request')} are to be expected, and ${claim} needs ` +
        `${grouped(needed.withoutFailure)} without a failure: ${grouped(missing)} more`
  return [{ code: 'not-enough-attempts', message }]
}

function unseen({ sla, traffic }: Scenario): Obstacle[] {
  return sla.require.flatMap((guarantee) => {
    const kinds = SEEN_BY[guarantee]
    if (kinds === undefined || traffic.some(({ kind }) => kinds.includes(kind))) return []
    const message = `${guarantee} is required, and without ${either(kinds)} traffic nobody can see whether it holds`
    return [{ code: 'guarantee-not-observed', guarantee, message }]
  })
}

/** `a`, `a or b`, `a, b or c`. */
function either(kinds: readonly string[]): string {
  return kinds.length < 2 ? kinds.join('') : `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1) ?? ''}`
}
