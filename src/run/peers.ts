import { createRequire } from 'node:module'
import type { Scenario } from '../model/scenario.ts'
import { ScenarioError } from '../scenario/errors/scenario-error.ts'

const GRPC = '@grpc/grpc-js'
/** The first version whose credentials can hand out a connection, see probes/grpc/channel.ts. */
const OLDEST = { major: 1, minor: 13 }

/**
 * Packages that only some traffic needs are not installed with hitless: whether they are there is found out before anything is
 * started, and without loading them.
 *
 * @throws ScenarioError where one is missing, or too old
 */
export function checkPeers(scenario: Scenario, findVersion = readVersion): void {
  if (!scenario.traffic.some(({ kind }) => kind === 'grpc')) return
  const version = findVersion(GRPC)
  if (version !== undefined && isNewEnough(version)) return
  throw new ScenarioError([
    {
      ...(scenario.file !== undefined && { file: scenario.file }),
      path: 'traffic.grpc',
      found: version === undefined ? `${GRPC} is not installed` : `${GRPC} ${version} is installed`,
      expected: `${OLDEST.major}.${OLDEST.minor} of it or later, beside hitless`,
      hint: `npm install ${GRPC}, with --global where hitless was installed so`,
    },
  ])
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major === OLDEST.major && minor >= OLDEST.minor
}

/** The version of an installed package; undefined where there is none. */
function readVersion(name: string): string | undefined {
  try {
    const { version }: { version: string } = createRequire(import.meta.url)(`${name}/package.json`)
    return version
  } catch {
    return undefined
  }
}
