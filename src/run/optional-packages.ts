import { createRequire } from 'node:module'
import type { OptionalPackage, Scenario } from '../model/scenario.ts'
import { ScenarioError } from '../scenario/errors/scenario-error.ts'
import { traitsOf } from '../traffic/index.ts'
import type { Warning } from './warnings.ts'

/**
 * Packages that only some traffic needs are not installed with hitless: whether they are there is found out before anything is
 * started, and without loading them.
 *
 * @throws ScenarioError where one is missing, or too old
 */
export function requireOptionalPackages(scenario: Scenario, findVersion = readVersion): void {
  const missing = listMissing(scenario, findVersion)
  if (missing.length === 0) return
  const file = scenario.file !== undefined && { file: scenario.file }
  throw new ScenarioError(missing.map(({ kind, lack }) => ({ ...file, path: `traffic.${kind}`, ...lack })))
}

/** Without the traffic whose package is missing, and what is to be said of that. */
export function leaveOutUnavailable(
  scenario: Scenario,
  findVersion = readVersion,
): { scenario: Scenario; warnings: Warning[] } {
  const missing = listMissing(scenario, findVersion)
  const traffic = scenario.traffic.filter((spec) => !missing.some(({ kind }) => kind === spec.kind))
  const warnings = missing.map(({ title, lack }) => ({
    code: 'left-out',
    message: `${title} is left out: ${lack.found}; expected ${lack.expected}; ${lack.hint}`,
  }))
  return { scenario: { ...scenario, traffic }, warnings }
}

interface Missing {
  kind: string
  title: string
  lack: { found: string; expected: string; hint: string }
}

function listMissing({ traffic }: Scenario, findVersion: typeof readVersion): Missing[] {
  const kinds = [...new Set(traffic.map(({ kind }) => kind))]
  return kinds.flatMap((kind) => {
    const { needs } = traitsOf(kind)
    const lack = needs && findLack(needs, findVersion(needs.package))
    return needs && lack ? [{ kind, title: needs.title, lack }] : []
  })
}

function findLack(
  { package: name, oldest }: OptionalPackage,
  version: string | undefined,
): Missing['lack'] | undefined {
  if (version !== undefined && isNewEnough(version, oldest)) return undefined
  return {
    found: version === undefined ? `${name} is not installed` : `${name} ${version} is installed`,
    expected: `version ${oldest.major}.${oldest.minor} or later, installed beside hitless`,
    hint: `npm install ${name}, with --global if hitless is installed globally`,
  }
}

function isNewEnough(version: string, oldest: OptionalPackage['oldest']): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major === oldest.major && minor >= oldest.minor
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
