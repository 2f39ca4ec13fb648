import type { Claim, Obstacle, PlannedTraffic } from '../model/plan.ts'
import type { Scenario, TrafficTraits } from '../model/scenario.ts'
import type { GuaranteeId } from '../model/verdict.ts'
import { countOf, formatCount, formatShare } from '../text/numbers.ts'
import { listed } from '../text/sentences.ts'
import { kindsWith, traitsOf } from '../traffic/index.ts'
import { sumKnown } from './expected.ts'
import { planWindows } from './windows.ts'

/** What traffic must be like for a guarantee to be observed, see verdict/guarantees. */
const SEEN_BY: Partial<Record<GuaranteeId, keyof TrafficTraits>> = {
  'no-refusals': 'opensConnections',
  'connections-kept': 'holdsConnections',
}

/** Why the scenario cannot pass, whatever the target does. */
export function findObstacles(scenario: Scenario, traffic: readonly PlannedTraffic[], claim: Claim): Obstacle[] {
  return [...tooFew(scenario, traffic, claim), ...tooFewInWindows(scenario, traffic), ...unseen(scenario)]
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
      : `at least ${countOf(sumKnown(traffic).requests, 'request')} are expected, and ${claim} needs ` +
        `${formatCount(needed.withoutFailure)} without a failure: ${formatCount(missing)} more`
  return [{ code: 'not-enough-attempts', message }]
}

function tooFewInWindows(scenario: Scenario, traffic: readonly PlannedTraffic[]): Obstacle[] {
  const windows = planWindows(scenario, traffic)
  if (windows?.provable !== 'no') return []
  const message = `no number of requests proves ${formatShare(windows.target)} around the restarts (sla.windows): set a target below 100% and losses: 0, or confidence: none`
  return [{ code: 'not-enough-attempts', message }]
}

function unseen({ sla, traffic }: Scenario): Obstacle[] {
  return sla.require.flatMap((guarantee) => {
    const trait = SEEN_BY[guarantee]
    if (trait === undefined || traffic.some(({ kind }) => traitsOf(kind)[trait] !== undefined)) return []
    const kinds = listQuickFirst(kindsWith(trait))
    const message = `${guarantee} is required, and without ${listed(kinds, 'or')} traffic it cannot be observed`
    return [{ code: 'guarantee-not-observed', guarantee, message }]
  })
}

/** A transfer is made for its bytes, and only shows the connection by the way. */
function listQuickFirst(kinds: readonly string[]): string[] {
  const slow = kinds.filter((kind) => traitsOf(kind).slow !== undefined)
  return [...kinds.filter((kind) => !slow.includes(kind)), ...slow]
}
