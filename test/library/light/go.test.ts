import { expect, test } from 'vitest'
import { describeWith } from '../../support/needs.ts'
import { GO } from '../needs.ts'
import { cut, ends, runScenario } from './run-light.ts'

describeWith(GO, 'Go', () => {
  test('forgets WebSockets, which end without notice as the process exits', async () => {
    const report = await runScenario('broken/go-websockets.yaml')
    expect(ends(report, 'websocket')).toEqual({ opened: 40, kept: 10, graceful: 0, cut: 30, stalled: 0 })
  })

  test('shut down and started refuses connections, and finishes what it had accepted', async () => {
    const report = await runScenario('broken/go-stop-start.yaml')
    expect(report.outcomes.refused).toBeGreaterThan(0)
    expect(cut(report, 'slow')).toBe(0)
  })
})
