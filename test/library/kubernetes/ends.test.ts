import { afterEach, expect, test } from 'vitest'
import { describeInCluster } from '../../support/cluster.ts'
import { ends, lost } from '../run-scenario.ts'
import { deleteShop, MINUTES, runInNetwork } from './run-in-network.ts'

describeInCluster('pods of Kubernetes that end', () => {
  afterEach(deleteShop)

  test('a DaemonSet leaves its node alone until the new pod is ready', { timeout: 8 * MINUTES }, async () => {
    const report = await runInNetwork('broken/kubernetes-daemon-set.yaml')
    expect(report.outcomes.refused).toBeGreaterThan(100)
    expect(report.findings.map(({ id }) => id)).not.toContain('pod-not-drained')
  })

  test('without a wait and a drain it turns new connections away, and cuts', { timeout: 6 * MINUTES }, async () => {
    const report = await runInNetwork('broken/kubernetes-no-drain.yaml')
    expect(lost(report, 'slow')).toBeGreaterThan(0)
  })

  test('without a wait it turns away what comes after SIGTERM, and finishes the rest', {
    timeout: 6 * MINUTES,
  }, async () => {
    const report = await runInNetwork('broken/kubernetes-no-prestop.yaml')
    expect(report.outcomes).toMatchObject({ dropped: 0, truncated: 0 })
  })

  test('a grace period that is too short cuts the longest requests, and nothing else', {
    timeout: 6 * MINUTES,
  }, async () => {
    const report = await runInNetwork('broken/kubernetes-short-grace.yaml')
    expect(lost(report, 'slow')).toBeGreaterThan(0)
    expect(lost(report, 'fresh')).toBe(0)
  })

  test('WebSockets that are never closed are cut by SIGKILL', { timeout: 6 * MINUTES }, async () => {
    const report = await runInNetwork('broken/kubernetes-pinned-websockets.yaml')
    expect(ends(report, 'websocket')).toEqual({ opened: 30, kept: 15, graceful: 0, cut: 15, stalled: 0 })
    expect(report.sla.failures).toBe(0)
  })
})
