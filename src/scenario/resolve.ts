import type { Scenario } from '../model/scenario.ts'
import { buildScenario } from './build.ts'
import { locateFinding } from './errors/problem.ts'
import { ScenarioError } from './errors/scenario-error.ts'
import type { ScenarioSource } from './read.ts'
import type { Variables } from './variables.ts'
import { locateIn } from './yaml/locate.ts'

/** Fills in the variables, checks everything and builds the scenario. Throws a ScenarioError with all that is wrong. */
export function resolveScenario(source: ScenarioSource, variables: Variables): Scenario {
  const { name, text, file, here } = source
  const { scenario, findings } = buildScenario(source.data, { name, text, file, here, variables })
  const problems = [...source.problems, ...findings.map((finding) => locateFinding(finding, locateIn(source)))]
  if (!scenario || problems.length > 0) throw new ScenarioError(problems.toSorted(byPlace))
  return scenario
}

interface Positioned {
  line?: number
  column?: number
}

function byPlace(a: Positioned, b: Positioned): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}
