import type { PlannedTraffic, WindowsClaim } from '../model/plan.ts'
import type { Scenario } from '../model/scenario.ts'
import { attemptsNeeded } from '../verdict/interval.ts'
import { sumKnown } from './expected.ts'

/**
 * What `sla.windows` needs, by the rule that decides it; undefined where there is nothing to prove. How long a restart takes, and so how many
 * requests come in its window, only the run shows.
 */
export function planWindows({ sla, restart }: Scenario, traffic: readonly PlannedTraffic[]): WindowsClaim | undefined {
  const { windows: target, confidence } = sla
  if (target === undefined || confidence === null) return undefined
  const withoutFailure = attemptsNeeded(0, target, confidence)
  const withOne = attemptsNeeded(1, target, confidence)
  if (withoutFailure === null || withOne === null) return { target, provable: 'no', needed: null, eachMs: null }
  const { perSecond } = sumKnown(traffic)
  const eachMs = perSecond > 0 ? (withoutFailure / perSecond / restart.count) * 1000 : null
  return { target, provable: 'depends', needed: { withoutFailure, withOne }, eachMs }
}
