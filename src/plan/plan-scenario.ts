import {
  type Claim,
  type LossBound,
  type Obstacle,
  PLAN_SCHEMA,
  type Plan,
  type PlannedTraffic,
} from '../model/plan.ts'
import type { Scenario } from '../model/scenario.ts'
import { traitsOf } from '../traffic/index.ts'
import { attemptsNeeded, failuresAllowed, shareBounds } from '../verdict/interval.ts'
import { suggestChanges, totalWithRestarts } from './changes.ts'
import { expectTraffic, isClosedLoop, sumKnown } from './expected.ts'
import { findObstacles } from './obstacles.ts'
import { restartsMs, totalMs } from './timeline.ts'
import { planWindows } from './windows.ts'

/** Bounds of the share of restarts with a loss that people ask for. */
const WANTED_BOUNDS = [0.1, 0.05, 0.01]
/** Of restarts where the SLA has no confidence of its own, as in the projection. */
const DEFAULT_CONFIDENCE = 0.95

/** Says beforehand how long a scenario takes, how many requests it makes, and what these can prove. */
export function planScenario(scenario: Scenario): Plan {
  const { name, file = null, sla, restart, timing } = scenario
  const traffic = expectTraffic(scenario)
  const claim = planClaim(scenario, traffic)
  const windows = planWindows(scenario, traffic)
  return {
    schema: PLAN_SCHEMA,
    scenario: { name, file },
    sla: { availability: sla.availability, confidence: sla.confidence, clients: sla.clients },
    durationMs: {
      warmup: timing.warmupMs,
      baseline: timing.baselineMs,
      restarts: restartsMs(scenario),
      cooldown: timing.cooldownMs,
      total: totalMs(scenario),
    },
    restarts: { count: restart.count, everyMs: restart.everyMs },
    traffic,
    requests: sumKnown(traffic).requests,
    claim,
    ...(windows && { windows }),
    obstacles: findObstacles(scenario, traffic, claim),
    changes: suggestChanges(scenario, traffic, claim.missing),
    lossBounds: boundLosses(scenario),
    resolutionMs: findResolution(scenario),
  }
}

/**
 * What `run` says before it begins: why it cannot come to a pass. Nothing of a scenario that is there to fail, and nothing
 * where the target decides how many requests there are.
 */
export function findImpossibleClaims(scenario: Scenario): Obstacle[] {
  if (!isToPass(scenario)) return []
  const traffic = expectTraffic(scenario)
  return findObstacles(scenario, traffic, planClaim(scenario, traffic))
}

/** How long its last restart has to take for a pass, milliseconds; undefined where a pass does not hang on that. */
export function findMinimumLastRestart(scenario: Scenario): number | undefined {
  const traffic = expectTraffic(scenario)
  const { provable, missingMs } = planClaim(scenario, traffic)
  if (!isToPass(scenario) || provable !== 'depends' || traffic.some(isClosedLoop)) return undefined
  return missingMs ?? undefined
}

function isToPass({ expect }: Scenario): boolean {
  return expect === undefined || expect.verdict === 'pass'
}

function planClaim({ sla, restart }: Scenario, traffic: readonly PlannedTraffic[]): Claim {
  const { availability, confidence } = sla
  const nothing = { needed: null, missing: 0, missingMs: 0, failuresAllowed: null }
  if (confidence === null) return { ...nothing, provable: 'yes' }
  const withoutFailure = attemptsNeeded(0, availability, confidence)
  const withOne = attemptsNeeded(1, availability, confidence)
  if (withoutFailure === null || withOne === null) return { ...nothing, provable: 'no' }
  const { requests, perSecond } = sumKnown(traffic)
  const missing = Math.max(0, withoutFailure - requests)
  const missingMs = perSecond > 0 ? (missing / perSecond) * 1000 : null
  return {
    needed: { withoutFailure, withOne },
    provable: missing === 0 ? 'yes' : dependsOnTarget(restart, traffic, missingMs) ? 'depends' : 'no',
    missing,
    missingMs,
    failuresAllowed: limitFailures(failuresAllowed(requests, availability, confidence), sla.losses),
  }
}

/** By the availability, and by `sla.losses`. */
function limitFailures(allowed: number | null, limit: number | undefined): number | null {
  return allowed === null || limit === undefined ? allowed : Math.min(allowed, limit)
}

/** In a closed loop there are as many requests as it answers; and a restart that takes its interval is nothing unusual. */
function dependsOnTarget(
  { everyMs }: Scenario['restart'],
  traffic: readonly PlannedTraffic[],
  missingMs: number | null,
): boolean {
  return traffic.some(isClosedLoop) || (missingMs !== null && missingMs <= everyMs)
}

/** What as many restarts as the scenario has would show, and how many a better bound takes. */
function boundLosses(scenario: Scenario): LossBound[] {
  const confidence = scenario.sla.confidence ?? DEFAULT_CONFIDENCE
  const { count } = scenario.restart
  const own = { share: shareBounds(0, count, confidence).upper, restarts: count, totalMs: totalMs(scenario) }
  const better = WANTED_BOUNDS.filter((share) => share < own.share).map((share) => {
    const restarts = attemptsNeeded(0, 1 - share, confidence) ?? count
    return { share, restarts, totalMs: totalWithRestarts(scenario, restarts) }
  })
  return [own, ...better]
}

function findResolution({ traffic }: Scenario): number | null {
  const rates = traffic.flatMap(({ kind, rate }) => (traitsOf(kind).marksOutages && rate !== undefined ? [rate] : []))
  return rates.length === 0 ? null : 1000 / Math.max(...rates)
}
