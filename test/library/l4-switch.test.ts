import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { SWITCH } from './needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(SWITCH, 'an L4 switch', () => {
  test('turned and drained loses nothing at all', async () => {
    const report = await runScenario('l4-switch/drain.yaml')
    expect(report.outcomes).toMatchObject({ refused: 0, reset: 0, dropped: 0, truncated: 0, timeout: 0 })
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
  })

  test('switched without a drain cuts what was established, and refuses nothing', async () => {
    const report = await runScenario('broken/l4-switch-no-drain.yaml')
    expect(report.outcomes.refused).toBe(0)
    expect(lost(report, 'slow')).toBeGreaterThan(0)
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)?.cut).toBeGreaterThan(0)
  })

  test('that forgets its connections cuts them although the server would have drained', async () => {
    const report = await runScenario('broken/l4-switch-forgets.yaml')
    expect(report.outcomes.refused).toBe(0)
    // Who only listens hears nothing any more; who speaks is reset.
    expect(report.traffic.find(({ name }) => name === 'slow')?.outcomes.timeout).toBeGreaterThan(0)
    expect(ends(report, 'sse')?.stalled).toBeGreaterThan(0)
    expect(ends(report, 'websocket')?.cut).toBeGreaterThan(0)
  })
})
