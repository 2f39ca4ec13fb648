import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { cut, ends, lost, runScenario } from './run-scenario.ts'

const GO = '/usr/share/gocode/src/github.com'
const NEEDS = ['go', `${GO}/facebookgo/grace`, `${GO}/cloudflare/tableflip`, `${GO}/gorilla/websocket`]

describeWith(NEEDS, 'Go', () => {
  test.each(['grace', 'tableflip', 'endless'])('%s loses nothing that a retry would not hide', async (name) => {
    const report = await runScenario(`go/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    for (const traffic of ['fresh', 'slow']) expect(lost(report, traffic)).toBe(0)
    expect(ends(report, 'sse')).toMatchObject({ cut: 0, stalled: 0 })
  })

  test('with SO_REUSEPORT and a slow accept resets what waits in the queue of the old socket', async () => {
    const report = await runScenario('broken/go-reuseport.yaml')
    expect(report.outcomes.reset + report.outcomes.refused).toBeGreaterThan(0)
  })

  test('forgets WebSockets, which end without notice as the process exits', async () => {
    const report = await runScenario('broken/go-websockets.yaml')
    expect(ends(report, 'websocket')).toEqual({ opened: 60, kept: 10, graceful: 0, cut: 50, stalled: 0 })
  })

  test('shut down and started refuses connections, and finishes what it had accepted', async () => {
    const report = await runScenario('broken/go-stop-start.yaml')
    expect(report.outcomes.refused).toBeGreaterThan(0)
    expect(cut(report, 'slow')).toBe(0)
  })
})
