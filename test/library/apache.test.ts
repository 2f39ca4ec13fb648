import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(['apache2'], 'Apache', () => {
  test('restarted gracefully loses nothing, and answers no new connection for a while each time', async () => {
    const report = await runScenario('apache/graceful.yaml')
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
    for (const kind of ['websocket', 'sse']) expect(ends(report, kind)).toMatchObject({ graceful: 0, cut: 0 })
    expect(report.findings.find(({ id }) => id === 'accept-stall')?.restarts).toHaveLength(report.restarts.length)
  })

  test('restarted at once cuts what is in flight, and refuses nothing', async () => {
    const report = await runScenario('broken/apache-restart.yaml')
    expect(report.outcomes.refused).toBe(0)
    expect(lost(report, 'slow')).toBeGreaterThan(0)
    // Five each time, but for one that its client has just ended itself.
    expect(ends(report, 'websocket')?.cut).toBeGreaterThanOrEqual(5)
    expect(ends(report, 'sse')?.cut).toBeGreaterThanOrEqual(5)
  })
})
