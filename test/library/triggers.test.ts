import { expect, test } from 'vitest'
import { ends, lost, runScenario } from './run-scenario.ts'

test.each(['signal', 'fifo', 'socket', 'http', 'touch', 'command'])('trigger %s restarts a server', async (way) => {
  const report = await runScenario(`triggers/${way}.yaml`)
  expect(report.sla.failures).toBe(0)
  expect(lost(report, 'slow')).toBe(0)
  for (const kind of ['sse', 'websocket']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
  // A server that was triggered more than once would have restarted more than once.
  expect(report.restarts.map(({ generations }) => generations.new)).toEqual([['2'], ['3']])
})

test('a touch of a file that is not watched does not count as a restart', async () => {
  const report = await runScenario('broken/trigger-ignored.yaml', { observed: false, drained: false })
  expect(report.sla.failures).toBe(0)
  expect(report.events).toContainEqual(expect.objectContaining({ kind: 'step-failed' }))
})
