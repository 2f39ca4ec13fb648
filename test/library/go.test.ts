import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { GO } from './needs.ts'
import { cut, ends, lost, runScenario } from './run-scenario.ts'

describeWith(GO, 'Go', () => {
  test.each(['grace', 'tableflip', 'endless'])('%s loses nothing that a retry would not hide', async (name) => {
    const report = await runScenario(`go/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    for (const traffic of ['fresh', 'slow']) expect(lost(report, traffic)).toBe(0)
    expect(ends(report, 'sse')).toMatchObject({ cut: 0, stalled: 0 })
  })

  test('with SO_REUSEPORT and a slow accept resets what waits in the queue of the old socket', async () => {
    const report = await runScenario('broken/go-reuseport.yaml', { restarts: 12 })
    expect(report.outcomes.reset + report.outcomes.refused).toBeGreaterThan(0)
  })

  test('forgets WebSockets, which end without notice as the process exits', async () => {
    const report = await runScenario('broken/go-websockets.yaml')
    expect(ends(report, 'websocket')).toEqual({ opened: 30, kept: 10, graceful: 0, cut: 20, stalled: 0 })
  })

  test('shut down and started refuses connections, and finishes what it had accepted', async () => {
    const report = await runScenario('broken/go-stop-start.yaml')
    expect(report.outcomes.refused).toBeGreaterThan(0)
    expect(cut(report, 'slow')).toBe(0)
  })
})
