import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(['lighttpd'], 'lighttpd', () => {
  test('restarted gracefully loses nothing, and answers no new connection until its last request is done', async () => {
    const report = await runScenario('lighttpd/graceful.yaml')
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
    for (const kind of ['websocket', 'sse']) expect(ends(report, kind)).toMatchObject({ graceful: 0, cut: 0 })
  })
})
