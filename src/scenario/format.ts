import { stringify } from 'yaml'
import { z } from 'zod'
import type { Issue } from '../grammar/issue.ts'
import type { Scenario } from '../model/scenario.ts'
import { type Built, buildScenario } from './build.ts'
import { locateIssue, type Problem } from './errors/problem.ts'
import { ScenarioError } from './errors/scenario-error.ts'
import { findContradictions, locateAtFlag, nameTarget, type RunFlags, writeFlags } from './flags.ts'
import type { ScenarioSource } from './read.ts'
import { defineSchema, type Registries } from './schema.ts'
import type { Variables } from './variables.ts'
import { locateIn } from './yaml/locate.ts'

/** What else is wrong with a scenario that was read, such as commands that this machine does not have. */
export type CheckScenario = (scenario: Scenario) => Issue[]

/** Scenarios as they can be written with the kinds of steps that there are. */
export interface ScenarioFormat {
  /** Fills in the variables, checks everything and builds the scenario. Throws a ScenarioError with all that is wrong. */
  resolveScenario: (source: ScenarioSource, variables: Variables, check?: CheckScenario) => Scenario
  /** The scenario of a run without a file. Throws a ScenarioError that names the flags which are wrong. */
  scenarioFromFlags: (flags: RunFlags, variables: Variables, check?: CheckScenario) => Scenario
  /** JSON Schema (draft 2020-12) of a scenario as it is written, before variables are filled in. */
  scenarioJsonSchema: () => Record<string, unknown>
}

export function createScenarioFormat(registries: Registries): ScenarioFormat {
  const format = { ...registries, schema: defineSchema(registries) }
  return {
    resolveScenario(source, variables, check) {
      const { scenario, issues } = checkBuilt(buildScenario(source.data, { ...source, variables }, format), check)
      const problems = [...source.problems, ...issues.map((issue) => locateIssue(issue, locateIn(source)))]
      return orThrow(scenario, problems.toSorted(byPlace))
    },
    scenarioFromFlags(flags, variables, check) {
      const data = writeFlags(flags)
      const origin = { name: nameTarget(flags) ?? 'run', text: stringify(data), here: variables.here, variables }
      const { scenario, issues } = checkBuilt(buildScenario(data, origin, format), check)
      return orThrow(scenario, [...findContradictions(flags), ...issues.map(locateAtFlag)])
    },
    scenarioJsonSchema() {
      const { $schema, ...schema } = z.toJSONSchema(format.schema, { io: 'input', target: 'draft-2020-12' })
      return { $schema, title: 'hitless scenario', ...schema }
    },
  }
}

function checkBuilt({ scenario, issues }: Built, check: CheckScenario = () => []): Built {
  return scenario === undefined ? { issues } : { scenario, issues: [...issues, ...check(scenario)] }
}

function orThrow(scenario: Scenario | undefined, problems: Problem[]): Scenario {
  if (!scenario || problems.length > 0) throw new ScenarioError(problems)
  return scenario
}

interface Positioned {
  line?: number
  column?: number
}

function byPlace(a: Positioned, b: Positioned): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}
