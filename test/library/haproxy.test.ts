import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(['haproxy'], 'HAProxy', () => {
  test.each(['master-worker', 'socket-transfer'])('%s loses nothing that a retry would not hide', async (name) => {
    const report = await runScenario(`haproxy/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'fresh')).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
  })

  test('resets whoever waits in an accept queue that is not handed over', async () => {
    const report = await runScenario('broken/haproxy-overlap.yaml')
    // In each restart many times the requests that 99.99% allows; one whose handshake was not finished counts as refused.
    expect(report.outcomes.reset).toBeGreaterThan(report.restarts.length)
    expect(lost(report, 'http')).toBe(0)
  })
})
