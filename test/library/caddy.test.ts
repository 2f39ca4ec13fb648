import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(['caddy'], 'Caddy', () => {
  test('resets what waits in the accept queue of the socket that it closes', async () => {
    const report = await runScenario('broken/caddy-load.yaml')
    expect(report.outcomes.reset + report.outcomes.refused).toBeGreaterThan(0)
    // It finishes all five that are in flight at each load. One of their next may wait in the queue like any other.
    expect(lost(report, 'slow')).toBeLessThan(5)
    expect(ends(report, 'websocket')?.graceful).toBeGreaterThan(0)
    expect(ends(report, 'sse')).toMatchObject({ graceful: 0, cut: 0 })
    const finding = report.findings.find(({ id }) => id === 'accept-queue-reset')
    expect(finding?.explanation).toContain('SO_REUSEPORT')
  })
})
