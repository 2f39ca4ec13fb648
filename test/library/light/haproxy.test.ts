import { expect, test } from 'vitest'
import { describeWith } from '../../support/needs.ts'
import { ends, lost, runScenario } from './run-light.ts'

describeWith(['haproxy'], 'HAProxy', () => {
  test('refuses connections, where two processes cannot listen side by side', async () => {
    const report = await runScenario('broken/haproxy-rebind.yaml')
    expect(report.outcomes.refused).toBeGreaterThan(0)
    expect(lost(report, 'http')).toBe(0)
  })

  test('cuts what is in flight, where the old process has to end at once', async () => {
    const report = await runScenario('broken/haproxy-hard-stop.yaml')
    expect(report.outcomes.refused).toBe(0)
    expect(lost(report, 'slow')).toBeGreaterThan(0)
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)?.cut).toBeGreaterThan(0)
  })

  test('cuts what is not done half a second after a reload, where hard-stop-after says so', async () => {
    const report = await runScenario('broken/haproxy-hard-stop-after.yaml')
    expect(report.outcomes.refused).toBe(0)
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)?.cut).toBeGreaterThan(0)
  })
})
