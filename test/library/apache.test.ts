import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(['apache2'], 'Apache', () => {
  test('restarted gracefully loses nothing, and answers nobody new for a while each time', async () => {
    const report = await runScenario('apache/graceful.yaml')
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
    for (const kind of ['websocket', 'sse']) expect(ends(report, kind)).toMatchObject({ graceful: 0, cut: 0 })
    expect(report.findings.find(({ id }) => id === 'accept-stall')?.restarts).toHaveLength(8)
  })
})
