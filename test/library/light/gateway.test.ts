import { expect, test } from 'vitest'
import { describeWith } from '../../support/needs.ts'
import { ends, runScenario } from './run-light.ts'

describeWith(['haproxy'], 'backends behind HAProxy', () => {
  test('restarted without a word cost 502 and every long-lived connection on them', async () => {
    const report = await runScenario('broken/gateway-no-drain.yaml')
    expect(report.outcomes.refused).toBe(0)
    expect(failed(report, 'slow')).toBeGreaterThan(0)
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)?.cut).toBeGreaterThan(0)
  })
})

describeWith(['nginx'], 'backends behind nginx', () => {
  test.each(['gateway-no-retries', 'gateway-left-out'])('cost 502 where nobody else is asked: %s', async (name) => {
    const report = await runScenario(`broken/${name}.yaml`)
    expect(report.outcomes.refused).toBe(0)
    expect(report.outcomes.status).toBeGreaterThan(0)
  })
})

/** Requests of one traffic that the gateway answered in place of a backend. */

function failed(report: Awaited<ReturnType<typeof runScenario>>, traffic: string): number | undefined {
  return report.traffic.find(({ name }) => name === traffic)?.outcomes.status
}
