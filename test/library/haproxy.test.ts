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

  test('resets connections in an accept queue that is not handed over', async () => {
    const report = await runScenario('broken/haproxy-overlap.yaml')
    // In each restart many times the requests that 99.99% allows; one whose handshake was not finished counts as refused.
    expect(report.outcomes.reset).toBeGreaterThan(report.restarts.length)
    expect(lost(report, 'http')).toBe(0)
  })

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
