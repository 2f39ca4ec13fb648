import { expect, test } from 'vitest'
import { describeWith } from '../../support/needs.ts'
import { ends, lost, runScenario } from './run-light.ts'

test('a Node server stopped and started refuses and cuts requests', async () => {
  const report = await runScenario('broken/node-stop-start.yaml')
  expect(report.outcomes.refused).toBeGreaterThan(0)
  expect(lost(report, 'slow')).toBeGreaterThan(0)
  expect(report.guarantees.find(({ id }) => id === 'no-refusals')?.status).toBe('broken')
})

test('a Node server that drains before the next one starts finishes what it has, and refuses everybody', async () => {
  const report = await runScenario('broken/node-drain-start.yaml')
  expect(report.outcomes.refused).toBeGreaterThan(0)
  for (const kind of ['sse', 'websocket']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
})

describeWith(['pm2'], 'pm2', () => {
  test('kills a server without a signal handler with what it was doing', async () => {
    const report = await runScenario('broken/node-pm2-reload.yaml')
    expect(lost(report, 'slow')).toBeGreaterThan(0)
  })
})
