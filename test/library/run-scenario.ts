import { chmodSync, cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { parse, parseDocument } from 'yaml'
import { countAttempts } from '../../src/model/outcome.ts'
import type { LifelineReport, Report } from '../../src/model/report.ts'
import { leftoversOf, makeFolder, oddFilesOf, runCli, SCENARIOS } from '../support/cli.ts'
import { OWN_NETWORK } from '../support/network.ts'
import { describeTries, tryUntilInTime } from '../support/tries.ts'

/** What a scenario claims for its restarts. */
export interface Claim {
  /** Whether the restarts are seen to happen; default true. */
  observed?: boolean
  /** Whether the old generation goes within the drain limit; default true. */
  drained?: boolean
  /** A command that runs hitless; default: one that gives it a network of its own. */
  through?: readonly string[]
  /** Fewer requests and restarts; default false. For claims that do not take as many. */
  light?: boolean
}

const LIGHT_RESTARTS = 3

const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** Runs a scenario of the library as a user does, and checks what must hold of every run. */
export async function runScenario(
  file: string,
  { observed = true, drained = true, through = OWN_NETWORK, light = false }: Claim = {},
): Promise<Report> {
  const scenario = join(light ? lighten(file) : SCENARIOS, file)
  const tries = await tryUntilInTime((folder) => runCli(['run', scenario, '--out', folder], { through }))
  const { folder, code, report } = tries.at(-1) ?? {}
  if (code !== 0 || folder === undefined || report === undefined) throw new Error(describeTries(file, tries))
  expect(report.verdict).toMatchObject({ status: report.verdict.expected, exitCode: 0 })
  expect(countAttempts(report.outcomes)).toBe(report.traffic.reduce((sum, { attempts }) => sum + attempts, 0))
  expect(report.outcomes.local).toBe(0)
  expect(report.restarts.map((restart) => [restart.observed, restart.drained])).toEqual(
    Array.from({ length: countRestarts(scenario) }, () => [observed, drained]),
  )
  expect(await leftoversOf(folder)).toEqual([])
  expect(await oddFilesOf(folder)).toEqual([])
  return report
}

/**
 * A library of its own in which the scenario asks less of the machine, so that several can run side by side, and makes no more than
 * three restarts. The new connections in a second and those that are held stay: they are what restarts lose. Returns its folder.
 */
function lighten(file: string): string {
  const folder = makeFolder()
  const scenarios = join(folder, 'scenarios')
  cpSync(SCENARIOS, scenarios, { recursive: true })
  symlinkSync(PACKAGES, join(folder, 'node_modules'))
  // Workers of servers that change their user read their files there.
  chmodSync(folder, 0o755)
  const document = parseDocument(readFileSync(join(scenarios, file), 'utf8'))
  if (document.hasIn(['traffic', 'http', 'rate'])) document.setIn(['traffic', 'http', 'rate'], '200/s')
  if (document.hasIn(['traffic', 'keepalive', 'every'])) document.setIn(['traffic', 'keepalive', 'every'], '250ms')
  document.setIn(['restart', 'count'], Math.min(LIGHT_RESTARTS, Number(document.getIn(['restart', 'count']))))
  writeFileSync(join(scenarios, file), document.toString())
  return scenarios
}

function countRestarts(scenario: string): number {
  return parse(readFileSync(scenario, 'utf8')).restart.count
}

/** Requests of one traffic that got no answer: refused, reset, dropped or truncated. */
export function lost(report: Report, traffic: string): number {
  const outcomes = report.traffic.find(({ name }) => name === traffic)?.outcomes
  return outcomes === undefined ? Number.NaN : outcomes.refused + outcomes.reset + outcomes.dropped + outcomes.truncated
}

/** Those of them that were lost although their connection had been accepted. */
export function cut(report: Report, traffic: string): number {
  return lost(report, traffic) - (report.traffic.find(({ name }) => name === traffic)?.outcomes.refused ?? Number.NaN)
}

/** How the lifelines of one kind ended. */
export function ends(report: Report, kind: string): Partial<LifelineReport> | undefined {
  const sum = report.lifelines.find((lifelines) => lifelines.kind === kind)
  return sum && { opened: sum.opened, kept: sum.kept, graceful: sum.graceful, cut: sum.cut, stalled: sum.stalled }
}
