import { expect, test } from 'vitest'
import { describeWith } from '../../support/needs.ts'
import { ends, runScenario } from './run-light.ts'

describeWith(['caddy'], 'Caddy', () => {
  test('does nothing with a configuration that it has', async () => {
    const report = await runScenario('caddy/same-configuration.yaml', { observed: false, drained: false })
    expect(report.verdict.reasons.map(({ code }) => code)).toContain('restart-not-observed')
    expect(report.sla.failures).toBe(0)
  })

  test('answers with 502 for what waits for the backend, with flush_interval -1', async () => {
    const report = await runScenario('broken/caddy-flush-interval.yaml')
    const slow = report.traffic.find(({ name }) => name === 'slow')
    expect(slow?.outcomes.status).toBeGreaterThanOrEqual(5)
  })

  test('keeps HTTP/2 connections for ever, and the old generation with them', async () => {
    const report = await runScenario('broken/caddy-http2.yaml', { drained: false })
    expect(ends(report, 'http2')).toEqual({ opened: 7, kept: 7, graceful: 0, cut: 0, stalled: 0 })
  })
})
