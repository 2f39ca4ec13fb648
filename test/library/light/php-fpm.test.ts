import { expect, test } from 'vitest'
import { describeWith } from '../../support/needs.ts'
import { ends, runScenario } from './run-light.ts'

describeWith(['nginx', 'php-fpm8.2'], 'PHP-FPM', () => {
  test('kills them with what they have in flight where it may not', async () => {
    const report = await runScenario('broken/php-fpm-reload.yaml')
    const slow = report.traffic.find(({ name }) => name === 'slow')
    expect(slow?.outcomes.status).toBeGreaterThan(0)
    expect(ends(report, 'sse')?.cut).toBeGreaterThan(0)
  })
})
