import type { Check } from '../model/checkup.ts'
import type { Scenario } from '../model/scenario.ts'
import { requireOptionalPackages } from '../run/optional-packages.ts'
import { ScenarioError } from '../scenario/errors/scenario-error.ts'
import type { Machine } from './machine.ts'
import { howToGet } from './packages.ts'

/** The programs that scenarios require, each with those that need it. `needed`: whether the scenarios are to be run. */
export function checkPrograms(machine: Machine, scenarios: readonly Scenario[], needed: boolean): Check[] {
  const programs = [...new Set(scenarios.flatMap(({ requires }) => requires))].toSorted()
  const missing = new Set(machine.missing(programs))
  return programs.map((program) => {
    const users = scenarios.filter(({ requires }) => requires.includes(program)).map(({ name }) => name)
    const found = missing.has(program) ? `not found; ${describeUsers(users)}` : `found; ${describeUsers(users)}`
    if (!missing.has(program)) return { status: 'good', what: program, found }
    return { status: needed ? 'missing' : 'note', what: program, found, remedy: howToGet(program) }
  })
}

const USERS_SHOWN = 3

function describeUsers(names: readonly string[]): string {
  const shown = names.slice(0, USERS_SHOWN).join(', ')
  return `needed by ${shown}${names.length > USERS_SHOWN ? ` and ${names.length - USERS_SHOWN} more` : ''}`
}

/** Packages that only some traffic needs. */
export function checkPackages(scenarios: readonly Scenario[]): Check[] {
  return scenarios.flatMap((scenario) => {
    try {
      requireOptionalPackages(scenario)
      return []
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error
      return error.problems.map(({ found, expected, hint }) => ({
        status: 'missing' as const,
        what: `packages for ${scenario.name}`,
        found: `${found}; expected ${expected}`,
        ...(hint !== undefined && { remedy: hint }),
      }))
    }
  })
}
