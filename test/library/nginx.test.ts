import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(['nginx'], 'nginx', () => {
  test.each(['reload', 'upgrade', 'rollback'])('%s loses nothing that a retry would not hide', async (name) => {
    const report = await runScenario(`nginx/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'fresh')).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
  })

  test('keeps every WebSocket and event stream through reloads, and the old workers with them', async () => {
    const report = await runScenario('nginx/reload-long-lived.yaml', { drained: false })
    for (const kind of ['websocket', 'sse']) {
      expect(ends(report, kind)).toEqual({ opened: 10, kept: 10, graceful: 0, cut: 0, stalled: 0 })
    }
    expect(report.lifelines.map(({ messages }) => messages.lost)).toEqual([0, 0])
    expect(report.restarts.map(({ lifelines }) => lifelines.kept)).toEqual([20, 20, 20])
    expect(lost(report, 'slow')).toBe(0)
  })
})
