import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(['unicorn'], 'unicorn', () => {
  test('upgrades by USR2 and QUIT without losing anything', async () => {
    const report = await runScenario('ruby/unicorn-upgrade.yaml')
    expect(report.sla.failures).toBe(0)
    for (const traffic of ['fresh', 'slow']) expect(lost(report, traffic)).toBe(0)
    expect(ends(report, 'sse')).toMatchObject({ graceful: 0, cut: 0, stalled: 0 })
  })
})

describeWith(['puma'], 'puma', () => {
  test('replaces worker by worker without losing anything that a retry would not hide', async () => {
    const report = await runScenario('ruby/puma-phased-restart.yaml')
    expect(report.sla.failures).toBe(0)
    for (const traffic of ['fresh', 'slow']) expect(lost(report, traffic)).toBe(0)
  })

  test('restarts in its own process, and lets everybody wait', async () => {
    const report = await runScenario('ruby/puma-restart.yaml')
    for (const restart of report.restarts) expect(restart.outageMs).toBeGreaterThan(0)
  })
})
