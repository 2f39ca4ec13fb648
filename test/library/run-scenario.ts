import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { type Document, parse } from 'yaml'
import { countAttempts } from '../../src/model/outcome.ts'
import type { LifelineReport, Report } from '../../src/model/report.ts'
import { leftoversOf, oddFilesOf, runCli } from '../support/cli.ts'
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
  /** The number of restarts for a fault that comes by chance, under the load that ships; default: two, under less load. */
  restarts?: number
  /** Runs it as it ships. */
  whole?: boolean
  /** What the scenario is to say instead. */
  edit?: Edit
}

const RESTARTS = 2
const RATE = 200
const TIMING = { warmup: '500ms', baseline: '1500ms', cooldown: '1500ms' }

/** Runs a scenario of the library as a user does, and checks what must hold of every run. */
export async function runScenario(
  file: string,
  { observed = true, drained = true, through = OWN_NETWORK, restarts, whole = false, edit }: Claim = {},
): Promise<Report> {
  const scenario = editScenario(file, (document) => {
    if (!whole) reduce(document, restarts)
    edit?.(document)
  })
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

function reduce(scenario: Document, restarts: number | undefined): void {
  if (restarts === undefined) lighten(scenario)
  shorten(scenario, restarts ?? RESTARTS)
}

/** Leaves what restarts lose: new connections, and those that are held. */
function lighten(scenario: Document): void {
  const http = ['traffic', 'http', 'rate']
  if (Number.parseInt(String(scenario.getIn(http)), 10) > RATE) scenario.setIn(http, `${RATE}/s`)
  if (scenario.hasIn(['traffic', 'keepalive'])) scenario.setIn(['traffic', 'keepalive', 'every'], '250ms')
}

/**
 * Takes away what only proves the same more often: restarts, calm before and after them, and the last digits of an SLA. That each
 * scenario proves its SLA as it ships is computed: test/plan/library.test.ts.
 */
function shorten(scenario: Document, restarts: number): void {
  scenario.setIn(['restart', 'count'], Math.min(restarts, Number(scenario.getIn(['restart', 'count']))))
  for (const [part, time] of Object.entries(TIMING)) scenario.setIn(['timing', part], time)
  proveLess(scenario, '99%')
}

/** A scenario with a lower target says why some of its requests are lost. */
const FEW_LOST = 99.9

/** Where the scenario is to pass: in fewer requests less can be proven, but none may be lost, which is stricter than any target. */
export function proveLess(scenario: Document, availability: string): void {
  const target = Number.parseFloat(String(scenario.getIn(['sla', 'availability'])))
  if (scenario.getIn(['expect', 'verdict'], false) === 'fail' || target < FEW_LOST) return
  scenario.setIn(['sla', 'availability'], availability)
  scenario.setIn(['sla', 'losses'], 0)
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
