import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { HOLDER } from './needs.ts'
import { lost, runScenario } from './run-scenario.ts'

describeWith(HOLDER, 'a socket held outside', () => {
  test.each(['overlap', 'stop-start'])('%s refuses nobody', async (name) => {
    const report = await runScenario(`held-socket/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    for (const traffic of ['fresh', 'slow']) expect(lost(report, traffic)).toBe(0)
  })
})
