import { readFileSync } from 'node:fs'
import type { Scenario } from '../model/scenario.ts'
import { checkRequires } from '../scenario/requires.ts'
import { fillVariables, type Variables } from '../scenario/variables.ts'
import { TargetError } from '../target/error.ts'
import type { RenderedFile } from '../target/files.ts'
import { freePort } from '../target/ports.ts'
import { checkPeers } from './peers.ts'
import { watchEnv } from './secrets.ts'

/** A scenario that is yet to get its variables: from a file or from flags. Throws a ScenarioError. */
export type Resolve = (variables: Variables) => Scenario

export interface Prepared {
  scenario: Scenario
  /** The target's own files, with variables filled in. */
  files: RenderedFile[]
  /** The scenario as it may be written down, see secrets.ts. */
  shown: Scenario
}

/**
 * Everything that can be found out before anything is started: the scenario with free ports and the run's folder filled
 * in, the target's files, the packages and programs that it needs.
 *
 * @throws ScenarioError, or a TargetError that names the programs which are missing
 */
export async function prepareScenario(resolve: Resolve, here: string, run: string): Promise<Prepared> {
  const { env, hide } = watchEnv(process.env)
  const fill = (port: Variables['port']) => render(resolve, { port, run, here, env })
  const ports = await choosePorts(fill)
  const prepared = fill((name = '') => ports.get(name) ?? 0)
  checkPeers(prepared.scenario)
  const missing = checkRequires(prepared.scenario.requires)
  if (missing.length > 0) {
    throw new TargetError(
      `${missing.join(', ')} not found: the scenario "${prepared.scenario.name}" needs it installed. ` +
        'hitless doctor SCENARIO says how to get it.',
    )
  }
  return { ...prepared, shown: hide(prepared.scenario) }
}

/** The scenario as it would be run, except for its ports: nothing is looked for, and nothing written. Throws a ScenarioError. */
export function previewScenario(resolve: Resolve, here: string, run: string): Scenario {
  return resolve({ port: () => 1, run, here, env: process.env })
}

function render(resolve: Resolve, variables: Variables): Omit<Prepared, 'shown'> {
  const scenario = resolve(variables)
  const files = scenario.target.files.map(({ to, from }) => ({
    to,
    content: fillVariables(readFileSync(from, 'utf8'), variables, from),
  }))
  return { scenario, files }
}

/** Fills everything in once for the sake of the ports that are asked for, and finds a free one for each name. */
async function choosePorts(fill: (port: Variables['port']) => unknown): Promise<Map<string, number>> {
  const names = new Set<string>()
  fill((name = '') => {
    names.add(name)
    return 1
  })
  const ports = new Map<string, number>()
  for (const name of names) ports.set(name, await freePort(name))
  return ports
}
