import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { HOLDER } from './needs.ts'
import { cut, lost, runScenario } from './run-scenario.ts'

describeWith(HOLDER, 'a socket held outside', () => {
  test.each(['overlap', 'stop-start'])('%s refuses nothing', async (name) => {
    const report = await runScenario(`held-socket/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    for (const traffic of ['fresh', 'slow']) expect(lost(report, traffic)).toBe(0)
  })

  test('with a short queue makes clients send their SYN again', async () => {
    const report = await runScenario('broken/held-socket-short-queue.yaml')
    expect(report.outcomes.refused).toBe(0)
  })
})

describeWith([...HOLDER, 'systemd-socket-activate'], 'systemd-socket-activate', () => {
  test('becomes the server, so that the socket goes with it', async () => {
    const report = await runScenario('broken/socket-activate-stop-start.yaml')
    expect(report.outcomes.refused).toBeGreaterThan(0)
    expect(cut(report, 'slow')).toBe(0)
  })
})
