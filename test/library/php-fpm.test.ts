import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(['nginx', 'php-fpm8.2'], 'PHP-FPM', () => {
  test('lets its workers finish where it may wait for them, and everybody new with them', async () => {
    const report = await runScenario('php-fpm/reload.yaml')
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
    expect(ends(report, 'sse')).toMatchObject({ graceful: 0, cut: 0 })
  })

  test('kills them with what they have in flight where it may not', async () => {
    const report = await runScenario('broken/php-fpm-reload.yaml')
    const slow = report.traffic.find(({ name }) => name === 'slow')
    expect(slow?.outcomes.status).toBeGreaterThan(0)
    expect(ends(report, 'sse')?.cut).toBeGreaterThan(0)
  })
})
