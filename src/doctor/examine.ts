import { CHECKUP_SCHEMA, type Checkup } from '../model/checkup.ts'
import type { Scenario } from '../model/scenario.ts'
import { checkClusters } from './clusters.ts'
import { checkFiles } from './files.ts'
import type { Machine } from './machine.ts'
import { checkNetwork } from './network.ts'
import { checkPackages, checkPrograms } from './programs.ts'
import { checkNode, checkProc, checkProcessors } from './system.ts'

/**
 * Looks at a machine.
 *
 * @param wanted scenarios to run on it
 * @param library scenarios that could be: what they lack is no more than a note
 */
export function examine(machine: Machine, wanted: readonly Scenario[], library: readonly Scenario[]): Checkup {
  const checks = [
    ...checkNode(machine),
    ...checkProc(machine),
    ...checkProcessors(machine),
    ...checkFiles(machine, wanted),
    ...checkNetwork(machine, wanted),
    ...checkPrograms(machine, wanted, true),
    ...checkPackages(wanted),
    ...checkClusters(machine, wanted),
    ...checkPrograms(machine, library, false),
  ]
  return { schema: CHECKUP_SCHEMA, ready: checks.every(({ status }) => status !== 'missing'), checks }
}
