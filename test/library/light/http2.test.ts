import { expect, test } from 'vitest'
import { describeWith } from '../../support/needs.ts'
import { ends, runScenario } from './run-light.ts'

const SERVERS = ['nghttpx', 'h2o', 'haproxy']

describeWith(SERVERS, 'HTTP/2', () => {
  test('h2o cuts what is not done a second after its last GOAWAY, where a limit says so', async () => {
    const report = await runScenario('broken/h2o-shutdown-timeout.yaml')
    expect(ends(report, 'http2')?.cut).toBeGreaterThan(0)
    expect(ends(report, 'http2')?.graceful).toBeGreaterThan(0)
  })
})
