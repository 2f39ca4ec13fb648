import { createRequire } from 'node:module'
import type { Scenario, TrafficSpec } from '../model/scenario.ts'
import { ScenarioError } from '../scenario/errors/scenario-error.ts'
import type { Warning } from './warnings.ts'

const GRPC = '@grpc/grpc-js'
/** The first version whose credentials can hand out a connection, see probes/grpc/channel.ts. */
const OLDEST = { major: 1, minor: 13 }

/**
 * Packages that only some traffic needs are not installed with hitless: whether they are there is found out before anything is
 * started, and without loading them.
 *
 * @throws ScenarioError where one is missing, or too old
 */
export function requireOptionalPackages(scenario: Scenario, findVersion = readVersion): void {
  const lack = findMissing(scenario, findVersion)
  if (lack === undefined) return
  throw new ScenarioError([
    { ...(scenario.file !== undefined && { file: scenario.file }), path: 'traffic.grpc', ...lack },
  ])
}

/** Without the traffic whose package is missing, and what is to be said of that. */
export function leaveOutUnavailable(
  scenario: Scenario,
  findVersion = readVersion,
): { scenario: Scenario; warnings: Warning[] } {
  const lack = findMissing(scenario, findVersion)
  if (lack === undefined) return { scenario, warnings: [] }
  const traffic = scenario.traffic.filter((spec) => !needsOptionalPackage(spec))
  const message = `gRPC is left out: ${lack.found}; expected ${lack.expected}; ${lack.hint}`
  return { scenario: { ...scenario, traffic }, warnings: [{ code: 'left-out', message }] }
}

function findMissing({ traffic }: Scenario, findVersion: typeof readVersion) {
  if (!traffic.some(needsOptionalPackage)) return undefined
  const version = findVersion(GRPC)
  if (version !== undefined && isNewEnough(version)) return undefined
  return {
    found: version === undefined ? `${GRPC} is not installed` : `${GRPC} ${version} is installed`,
    expected: `${OLDEST.major}.${OLDEST.minor} of it or later, beside hitless`,
    hint: `npm install ${GRPC}, with --global where hitless was installed so`,
  }
}

function needsOptionalPackage({ kind }: TrafficSpec): boolean {
  return kind === 'grpc'
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
