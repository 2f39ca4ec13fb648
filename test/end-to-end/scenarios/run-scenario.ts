import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { parse } from 'yaml'
import { countAttempts } from '../../../src/model/outcome.ts'
import type { LifelineReport, Report } from '../../../src/model/report.ts'
import type { ReasonCode } from '../../../src/model/verdict.ts'
import { type Ended, leftoversOf, makeFolder, oddFilesOf, readReport, runCli, SCENARIOS } from '../support.ts'

/** What a scenario claims for its restarts. */
export interface Claim {
  /** Whether the restarts are seen to happen; default true. */
  observed?: boolean
  /** Whether the old generation goes within the drain limit; `either` where that differs from restart to restart; default true. */
  drained?: boolean | 'either'
  /** A command that runs hitless; default: none. */
  through?: readonly string[]
}

/** A run in which the harness itself was late proves nothing, either way: it says so, and is made again. */
const BUSY: ReadonlySet<ReasonCode> = new Set(['generator-behind', 'harness-stalled', 'local-failures'])
const TRIES = 3

/** Runs a scenario of the library as a user does, and checks what must hold of every run. */
export async function runScenario(
  file: string,
  { observed = true, drained = true, through = [] }: Claim = {},
): Promise<Report> {
  const { folder, code, stderr, report } = await tryScenario(file, through, TRIES)
  if (code !== 0) throw new Error(`exit code ${code}\n${stderr}`)
  expect(report.verdict).toMatchObject({ status: report.verdict.expected, exitCode: 0 })
  expect(countAttempts(report.outcomes)).toBe(report.traffic.reduce((sum, { attempts }) => sum + attempts, 0))
  expect(report.outcomes.local).toBe(0)
  const isDrained = drained === 'either' ? expect.any(Boolean) : drained
  expect(report.restarts.map((restart) => [restart.observed, restart.drained])).toEqual(
    Array.from({ length: countRestarts(file) }, () => [observed, isDrained]),
  )
  expect(await leftoversOf(folder)).toEqual([])
  expect(await oddFilesOf(folder)).toEqual([])
  return report
}

async function tryScenario(
  file: string,
  through: readonly string[],
  tries: number,
): Promise<Ended & { folder: string; report: Report }> {
  const folder = makeFolder()
  const ended = await runCli(['run', join(SCENARIOS, file), '--out', folder], { through })
  const report = readReport(folder)
  const busy = report.outcomes.local > 0 || report.verdict.reasons.some(({ code }) => BUSY.has(code))
  return busy && tries > 1 ? tryScenario(file, through, tries - 1) : { ...ended, folder, report }
}

function countRestarts(file: string): number {
  return parse(readFileSync(join(SCENARIOS, file), 'utf8')).restart.count
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
