import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(['caddy'], 'Caddy', () => {
  test('resets what waits in the accept queue of the socket that it closes', async () => {
    const report = await runScenario('broken/caddy-load.yaml', { restarts: 16 })
    expect(report.outcomes.reset + report.outcomes.refused).toBeGreaterThan(0)
    // It finishes all five that are in flight at each load. One of their next may wait in the queue like any other.
    expect(lost(report, 'slow')).toBeLessThan(5)
    expect(ends(report, 'websocket')?.graceful).toBeGreaterThan(0)
    expect(ends(report, 'sse')).toMatchObject({ graceful: 0, cut: 0 })
    const finding = report.findings.find(({ id }) => id === 'accept-queue-reset')
    expect(finding?.explanation).toContain('SO_REUSEPORT')
  })

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
