import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { parse } from 'yaml'
import { countAttempts } from '../../src/model/outcome.ts'
import type { LifelineReport, Report } from '../../src/model/report.ts'
import { leftoversOf, oddFilesOf, runCli, SCENARIOS } from '../support/cli.ts'
import { type Edit, editScenario } from '../support/edited-scenario.ts'
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
  /** What the scenario is to say instead. */
  edit?: Edit
}

/** Runs a scenario of the library as a user does, and checks what must hold of every run. */
export async function runScenario(
  file: string,
  { observed = true, drained = true, through = OWN_NETWORK, edit }: Claim = {},
): Promise<Report> {
  const scenario = edit === undefined ? join(SCENARIOS, file) : editScenario(file, edit)
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
