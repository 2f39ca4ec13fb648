import { afterEach, expect, test } from 'vitest'
import { describeInCluster } from '../../support/cluster.ts'
import { ends } from '../run-scenario.ts'
import { deleteShop, MINUTES, runInNetwork } from './run-in-network.ts'

describeInCluster('a careful update in Kubernetes', () => {
  afterEach(deleteShop)

  test('a rolling update loses nothing, and asks clients that would stay to go', {
    timeout: 10 * MINUTES,
  }, async () => {
    const report = await runInNetwork('kubernetes/rolling-update.yaml')
    expect(report.sla.failures).toBe(0)
    for (const kind of ['websocket', 'sse']) {
      expect(ends(report, kind)).toMatchObject({ kept: 5, cut: 0, stalled: 0 })
      expect(ends(report, kind)?.graceful).toBeGreaterThanOrEqual(5 * report.restarts.length)
    }
  })

  test.each(['stateful-set', 'undo'])('%s loses nothing', { timeout: 8 * MINUTES }, async (name) => {
    const report = await runInNetwork(`kubernetes/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
  })
})
