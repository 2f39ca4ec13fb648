import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

const SERVERS = ['nghttpx', 'h2o', 'haproxy']

describeWith(SERVERS, 'HTTP/2', () => {
  test.each(SERVERS)('%s lets every connection go with a GOAWAY, and finishes what it has', async (name) => {
    const report = await runScenario(`http2/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
    // But those of the last generation.
    const opened = ends(report, 'http2')?.opened ?? 0
    expect(opened).toBeGreaterThan(7)
    expect(ends(report, 'http2')).toEqual({ opened, kept: 7, graceful: opened - 7, cut: 0, stalled: 0 })
  })

  test('h2o cuts what is not done a second after its last GOAWAY, where a limit says so', async () => {
    const report = await runScenario('broken/h2o-shutdown-timeout.yaml')
    expect(ends(report, 'http2')?.cut).toBeGreaterThan(0)
    expect(ends(report, 'http2')?.graceful).toBeGreaterThan(0)
  })
})
