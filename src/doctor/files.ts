import { readOpenFilesLimit } from '../linux/self.ts'
import type { Check } from '../model/checkup.ts'
import type { Scenario } from '../model/scenario.ts'
import { checkOpenFiles } from '../run/open-files.ts'
import { ScenarioError } from '../scenario/errors/scenario-error.ts'
import { formatCount } from '../text/numbers.ts'
import type { Machine } from './machine.ts'

/** Fewer are soon used up by connections of a target that hangs. */
const ENOUGH = 1024

/** The limit of open files, by itself and for each scenario. */
export function checkFiles(machine: Machine, scenarios: readonly Scenario[]): Check[] {
  const what = 'open files'
  const limits = machine.read('/proc/self/limits')
  const limit = limits === undefined ? undefined : readOpenFilesLimit(limits)
  if (limit === undefined) return [{ status: 'note', what, found: 'the limit is not known' }]
  const found = Number.isFinite(limit) ? `up to ${formatCount(limit)}` : 'unlimited'
  const low = limit < ENOUGH
  const own: Check = {
    status: low ? 'warning' : 'good',
    what,
    found,
    ...(low && { remedy: `raise it before hitless is started: ulimit -n ${ENOUGH}` }),
  }
  return [own, ...scenarios.flatMap((scenario) => checkScenario(scenario, limit))]
}

function checkScenario(scenario: Scenario, limit: number): Check[] {
  const what = `open files for ${scenario.name}`
  try {
    return checkOpenFiles(scenario, limit).map(({ message }) => ({ status: 'warning', what, found: message }))
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    return error.problems.map(({ found, hint }) => ({ status: 'missing', what, found, ...(hint && { remedy: hint }) }))
  }
}
