import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(['haproxy'], 'backends behind HAProxy', () => {
  test('drained, restarted and put back in turn lose nothing, not even for strict clients', async () => {
    const report = await runScenario('gateway/haproxy-drain.yaml')
    expect(report.sla.failures).toBe(0)
    expect(report.retrying.retried).toBe(0)
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
  })

  test('restarted without a word cost 502 and every long-lived connection on them', async () => {
    const report = await runScenario('broken/gateway-no-drain.yaml')
    expect(report.outcomes.refused).toBe(0)
    expect(failed(report, 'slow')).toBeGreaterThan(0)
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)?.cut).toBeGreaterThan(0)
  })
})

describeWith(['nginx'], 'backends behind nginx', () => {
  test('whose requests are asked of another one lose none of them, but cut what is held open', async () => {
    const report = await runScenario('gateway/nginx-retries.yaml')
    expect(report.sla.failures).toBe(0)
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)?.cut).toBeGreaterThan(0)
  })

  test('switched from one generation to the next lose nothing that a retry would not hide', async () => {
    const report = await runScenario('gateway/blue-green.yaml')
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
  })

  test.each(['gateway-no-retries', 'gateway-left-out'])(
    'cost 502 where no other backend is asked: %s',
    async (name) => {
      const report = await runScenario(`broken/${name}.yaml`)
      expect(report.outcomes.refused).toBe(0)
      expect(report.outcomes.status).toBeGreaterThan(0)
    },
  )
})

/** Requests of one traffic that the gateway answered in place of a backend. */

function failed(report: Awaited<ReturnType<typeof runScenario>>, traffic: string): number | undefined {
  return report.traffic.find(({ name }) => name === traffic)?.outcomes.status
}
