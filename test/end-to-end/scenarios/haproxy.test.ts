import { expect, test } from 'vitest'
import { describeWith } from '../../support/needs.ts'
import { lost, runScenario } from './run-scenario.ts'

describeWith(['haproxy'], 'HAProxy', () => {
  test.each(['master-worker', 'socket-transfer'])('%s loses nothing that a retry would not hide', async (name) => {
    const report = await runScenario(`haproxy/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'fresh')).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
  })

  test('cuts what is in flight, where the old process is told to end at once', async () => {
    const report = await runScenario('broken/haproxy-hard-stop.yaml')
    expect(report.outcomes.refused).toBe(0)
    expect(lost(report, 'slow')).toBeGreaterThan(0)
  })
})
