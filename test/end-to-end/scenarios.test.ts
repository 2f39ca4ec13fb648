import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countAttempts } from '../../src/model/outcome.ts'
import type { Report } from '../../src/model/report.ts'
import { describeWith } from '../support/needs.ts'
import { leftoversOf, makeFolder, oddFilesOf, readReport, runCli, SCENARIOS } from './support.ts'

/** Runs a scenario of the library as a user does, and checks what must hold of every run. */
async function runScenario(file: string): Promise<Report> {
  const folder = makeFolder()
  const { code } = await runCli(['run', join(SCENARIOS, file), '--out', folder])
  const report = readReport(folder)
  expect(report.verdict).toMatchObject({ status: report.verdict.expected, exitCode: 0 })
  expect(code).toBe(0)
  expect(countAttempts(report.outcomes)).toBe(report.traffic.reduce((sum, { attempts }) => sum + attempts, 0))
  expect(report.outcomes.local).toBe(0)
  expect(report.restarts.map(({ observed, drained }) => ({ observed, drained }))).toEqual(
    Array.from({ length: 3 }, () => ({ observed: true, drained: true })),
  )
  expect(await leftoversOf(folder)).toEqual([])
  expect(await oddFilesOf(folder)).toEqual([])
  return report
}

function lost(report: Report, traffic: string): number {
  const outcomes = report.traffic.find(({ name }) => name === traffic)?.outcomes
  return outcomes === undefined ? Number.NaN : outcomes.refused + outcomes.reset + outcomes.dropped + outcomes.truncated
}

test('a Node cluster restarted worker by worker loses nothing', async () => {
  const report = await runScenario('node/rolling-restart.yaml')
  expect(report.sla.failures).toBe(0)
})

test('a Node server stopped and started refuses and cuts requests', async () => {
  const report = await runScenario('broken/node-stop-start.yaml')
  expect(report.outcomes.refused).toBeGreaterThan(0)
  expect(lost(report, 'slow')).toBeGreaterThan(0)
  expect(report.guarantees.find(({ id }) => id === 'no-refusals')?.status).toBe('broken')
})

describeWith(['nginx'], 'nginx', () => {
  test.each(['reload', 'upgrade', 'rollback'])('%s loses nothing that a retry would not hide', async (name) => {
    const report = await runScenario(`nginx/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'fresh')).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
  })

  test('stopped and started refuses connections and cuts what is in flight', async () => {
    const report = await runScenario('broken/nginx-stop-start.yaml')
    expect(lost(report, 'slow')).toBeGreaterThan(0)
    expect(report.outcomes.refused + report.outcomes.reset).toBeGreaterThan(0)
    expect(report.guarantees.find(({ id }) => id === 'no-losses')?.status).toBe('broken')
  })
})
