import type { PlannedTraffic } from '../model/plan.ts'
import type { Scenario } from '../model/scenario.ts'
import { traitsOf } from '../traffic/index.ts'
import { KIND_OPTIONS } from '../traffic/kind-options.ts'
import { measuredMs } from './timeline.ts'

/** How many requests each traffic of a scenario makes in its measured part, as far as that is known. */
export function expectTraffic(scenario: Scenario): PlannedTraffic[] {
  const run = { seconds: measuredMs(scenario) / 1000, restarts: scenario.restart.count }
  return scenario.traffic.flatMap((spec) => {
    const expected = KIND_OPTIONS[spec.kind]?.expect(spec, run)
    return expected === undefined ? [] : [{ name: spec.name, kind: spec.kind, ...expected }]
  })
}

/** Whether it makes as many requests as the target answers; other traffic without a number makes few. */
export function isClosedLoop({ kind, requests }: PlannedTraffic): boolean {
  return requests === null && traitsOf(kind).closedLoop === true
}

/** Requests of which a number is known, per second and in all. */
export function sumKnown(traffic: readonly PlannedTraffic[]): { perSecond: number; requests: number } {
  return {
    perSecond: traffic.reduce((sum, { perSecond }) => sum + (perSecond ?? 0), 0),
    requests: traffic.reduce((sum, { requests }) => sum + (requests ?? 0), 0),
  }
}
