import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { SWITCH } from './needs.ts'
import { ends, runScenario } from './run-scenario.ts'

describeWith(SWITCH, 'an L4 switch', () => {
  test('turned and drained loses nothing at all', async () => {
    const report = await runScenario('l4-switch/drain.yaml')
    expect(report.outcomes).toMatchObject({ refused: 0, reset: 0, dropped: 0, truncated: 0, timeout: 0 })
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
  })
})
