import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(['gunicorn'], 'gunicorn', () => {
  test.each(['gunicorn-reload', 'gunicorn-upgrade'])('%s loses nothing with sync workers', async (name) => {
    const report = await runScenario(`python/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    for (const traffic of ['fresh', 'slow']) expect(lost(report, traffic)).toBe(0)
    expect(ends(report, 'sse')).toMatchObject({ graceful: 0, cut: 0, stalled: 0 })
  })

  test('lets requests on the keep-alive connections of old gthread workers time out', async () => {
    const report = await runScenario('broken/gunicorn-threads-reload.yaml')
    expect(lost(report, 'keepalive')).toBeGreaterThan(0)
    for (const traffic of ['fresh', 'slow']) expect(lost(report, traffic)).toBe(0)
  })
})

describeWith(['uwsgi', 'uwsgi_python3'], 'uWSGI', () => {
  test.each(['uwsgi-reload', 'uwsgi-touch-reload'])(
    '%s refuses nothing and answers no new connection for a while',
    async (name) => {
      const report = await runScenario(`python/${name}.yaml`)
      expect(report.outcomes.refused).toBe(0)
      for (const restart of report.restarts) expect(restart.outageMs).toBeGreaterThan(0)
    },
  )

  test('uwsgi-chain-reload makes no request wait', async () => {
    const report = await runScenario('python/uwsgi-chain-reload.yaml')
    expect(report.sla.failures).toBe(0)
    expect(report.findings.map(({ id }) => id)).not.toContain('accept-stall')
  })
})
