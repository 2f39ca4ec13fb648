import type { PlannedTraffic, ScenarioChange } from '../model/plan.ts'
import type { Scenario } from '../model/scenario.ts'
import { traitsOf } from '../traffic/index.ts'
import { sumKnown } from './expected.ts'
import { measuredMs, restartsMs, totalMs } from './timeline.ts'

/** The changes that would bring this many more requests, each by itself. */
export function suggestChanges(
  scenario: Scenario,
  traffic: readonly PlannedTraffic[],
  missing: number,
): ScenarioChange[] {
  if (missing <= 0) return []
  const { perSecond } = sumKnown(traffic)
  return [
    ...raiseRate(scenario, missing),
    ...(perSecond > 0
      ? [...restartMore(scenario, missing / perSecond), ...waitLonger(scenario, missing / perSecond)]
      : []),
  ]
}

/** New connections cost both sides much more than requests: beyond that a rate is no advice. */
const MOST_CONNECTIONS_A_SECOND = 2000

/** Of the traffic with the highest rate: it is the one that is there to make requests. */
function raiseRate(scenario: Scenario, missing: number): ScenarioChange[] {
  const seconds = measuredMs(scenario) / 1000
  const rates = scenario.traffic.flatMap((spec) =>
    spec.rate !== undefined ? [{ name: spec.name, kind: spec.kind, rate: spec.rate }] : [],
  )
  const [top] = rates.toSorted((a, b) => b.rate - a.rate)
  if (top === undefined || seconds <= 0) return []
  const rate = Math.ceil(top.rate + missing / seconds)
  if (traitsOf(top.kind).opensConnections && rate > MOST_CONNECTIONS_A_SECOND) return []
  return [{ key: `traffic.${top.name}.rate`, from: `${top.rate}/s`, to: `${rate}/s`, totalMs: totalMs(scenario) }]
}

function restartMore(scenario: Scenario, seconds: number): ScenarioChange[] {
  const { restart } = scenario
  if (restart.everyMs <= 0) return []
  const count = restart.count + Math.ceil((seconds * 1000) / restart.everyMs)
  const changed = { ...scenario, restart: { ...restart, count } }
  return [{ key: 'restart.count', from: String(restart.count), to: String(count), totalMs: totalMs(changed) }]
}

function waitLonger(scenario: Scenario, seconds: number): ScenarioChange[] {
  const { timing } = scenario
  const baselineMs = Math.ceil(timing.baselineMs / 1000 + seconds) * 1000
  return [
    {
      key: 'timing.baseline',
      from: `${timing.baselineMs / 1000}s`,
      to: `${baselineMs / 1000}s`,
      totalMs: totalMs({ ...scenario, timing: { ...timing, baselineMs } }),
    },
  ]
}

/** How long the scenario takes with another number of restarts, milliseconds. */
export function totalWithRestarts(scenario: Scenario, count: number): number {
  return totalMs(scenario) - restartsMs(scenario) + restartsMs({ ...scenario, restart: { ...scenario.restart, count } })
}
