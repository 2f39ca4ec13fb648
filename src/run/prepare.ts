import { readFileSync } from 'node:fs'
import { findAddress } from '../kubernetes/address.ts'
import { freePort } from '../linux/ports.ts'
import { readOpenFilesLimit } from '../linux/self.ts'
import type { Scenario } from '../model/scenario.ts'
import { TargetError } from '../model/target-error.ts'
import type { CheckScenario } from '../scenario/format.ts'
import { checkRequires } from '../scenario/requires.ts'
import { type AddressKind, fillVariables, type Variables } from '../scenario/variables.ts'
import type { RenderedFile } from '../target/start.ts'
import { findMissingCommands } from './missing-commands.ts'
import { checkOpenFiles } from './open-files.ts'
import { leaveOutUnavailable, requireOptionalPackages } from './optional-packages.ts'
import { watchEnv } from './secrets.ts'
import { type Warning, warnOfClaim, warnOfSkipped } from './warnings.ts'

/** A scenario that is yet to get its variables: from a file or from flags. Throws a ScenarioError. */
export type Resolve = (variables: Variables, check?: CheckScenario) => Scenario

export interface Prepared {
  scenario: Scenario
  /** The target's own files, with variables filled in. */
  files: RenderedFile[]
  /** The scenario as it may be written down, see secrets.ts. */
  shown: Scenario
  /** What is to be said of it before the run begins. */
  warnings: Warning[]
}

export interface PrepareSettings {
  resolve: Resolve
  /** The scenario's folder, `${here}`. */
  here: string
  /** The run's folder, absolute. */
  folder: string
  /** Traffic whose package is not installed is left out, with a warning, instead of being a mistake. */
  leaveOut?: boolean
}

/**
 * Everything that can be found out before anything is started: the scenario with free ports and the run's folder filled
 * in, the target's files, the packages and programs that it needs.
 *
 * @throws ScenarioError, or a TargetError that names the programs which are missing
 */
export async function prepareScenario({ resolve, here, folder, leaveOut }: PrepareSettings): Promise<Prepared> {
  const { env, hide } = watchEnv(process.env)
  const fill = (found: Found) => render(resolve, { ...found, run: folder, here, env })
  const found = await findPlaces(fill)
  const check = (scenario: Scenario) => findMissingCommands(scenario, folder)
  const filled = render((variables) => resolve(variables, check), { ...found, run: folder, here, env })
  const { scenario, warnings } = leaveOut === true ? leaveOutUnavailable(filled.scenario) : { ...filled, warnings: [] }
  requireOptionalPackages(scenario)
  const missing = checkRequires(scenario.requires)
  if (missing.length > 0) {
    throw new TargetError(
      `${missing.join(', ')} not found: the scenario "${scenario.name}" needs it installed. ` +
        'hitless doctor SCENARIO says how to get it.',
    )
  }
  return {
    ...filled,
    scenario,
    shown: hide(scenario),
    warnings: [
      ...warnings,
      ...warnOfSkipped(scenario),
      ...checkOpenFiles(scenario, readOpenFilesLimit()),
      ...warnOfClaim(scenario),
    ],
  }
}

/** The scenario as it would be run, except for its ports: nothing is looked for, and nothing written. Throws a ScenarioError. */
export function previewScenario(resolve: Resolve, here: string, run: string): Scenario {
  return resolve({ ...ANYWHERE, run, here, env: process.env })
}

function render(resolve: Resolve, variables: Variables): Pick<Prepared, 'scenario' | 'files'> {
  const scenario = resolve(variables)
  const files = scenario.target.files.map(({ to, from }) => ({
    to,
    content: fillVariables(readFileSync(from, 'utf8'), variables, from),
  }))
  return { scenario, files }
}

/** What is found out for a run, and not written down. */
type Found = Pick<Variables, 'port' | 'address'>

/** Stands in as long as nothing has been looked for. */
export const ANYWHERE: Found = { port: () => 1, address: () => '127.0.0.1:1' }

/** Fills everything in once for the sake of what is asked for: a free port for each name, and where Services and Ingresses are reached. */
async function findPlaces(fill: (found: Found) => Pick<Prepared, 'scenario'>): Promise<Found> {
  const names = new Set<string>()
  const places = new Map<string, [AddressKind, string]>()
  const { scenario } = fill({
    port: (name = '') => (names.add(name), 1),
    address: (kind, name) => (places.set(`${kind} ${name}`, [kind, name]), ANYWHERE.address(kind, name)),
  })
  const ports = new Map<string, number>()
  for (const name of names) ports.set(name, await freePort(name))
  const { kubernetes } = scenario.target
  const addresses = new Map<string, string>()
  for (const [key, [kind, name]] of places) addresses.set(key, await findAddress(kind, name, kubernetes))
  return {
    port: (name = '') => ports.get(name) ?? 0,
    address: (kind, name) => addresses.get(`${kind} ${name}`) ?? '',
  }
}
