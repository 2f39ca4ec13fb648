import { availableParallelism, release, totalmem, type } from 'node:os'
import type { Environment } from '../model/environment.ts'
import { readAutocannonVersion, readVersion } from '../version.ts'

/** The machine and the programs that a run is made with. */
export function readEnvironment(): Environment {
  return {
    hitless: readVersion(),
    node: process.version,
    autocannon: readAutocannonVersion(),
    os: `${type()} ${release()}`,
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
  }
}
