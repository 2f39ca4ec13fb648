import { expect, test } from 'vitest'
import { describeWith } from '../../support/needs.ts'
import { ends, lost, runScenario } from './run-light.ts'

describeWith(['apache2'], 'Apache', () => {
  test('restarted at once cuts what is in flight, and refuses nobody', async () => {
    const report = await runScenario('broken/apache-restart.yaml')
    expect(report.outcomes.refused).toBe(0)
    expect(lost(report, 'slow')).toBeGreaterThan(0)
    // Five each time, but for one that its client has just ended itself.
    expect(ends(report, 'websocket')?.cut).toBeGreaterThanOrEqual(5)
    expect(ends(report, 'sse')?.cut).toBeGreaterThanOrEqual(5)
  })
})
