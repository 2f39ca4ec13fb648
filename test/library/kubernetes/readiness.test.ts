import { afterEach, expect, test } from 'vitest'
import { describeInCluster } from '../../support/cluster.ts'
import { deleteShop, MINUTES, runInNetwork } from './run-in-network.ts'

describeInCluster('pods of Kubernetes that are not ready', () => {
  afterEach(deleteShop)

  test('pods that are ready before they are warm answer with 503', { timeout: 6 * MINUTES }, async () => {
    const report = await runInNetwork('broken/kubernetes-ready-before-warm.yaml')
    expect(report.outcomes.status).toBeGreaterThan(0)
    expect(report.sla.failures).toBe(report.outcomes.status)
  })

  test('Recreate refuses everything until the first new pod is ready', { timeout: 6 * MINUTES }, async () => {
    const report = await runInNetwork('broken/kubernetes-recreate.yaml')
    expect(report.outcomes.refused).toBeGreaterThan(100)
  })

  test('too few pods turn away what is too much for them', { timeout: 6 * MINUTES }, async () => {
    const report = await runInNetwork('broken/kubernetes-max-unavailable.yaml')
    expect(report.outcomes.status).toBeGreaterThan(100)
    expect(report.sla.failures).toBe(report.outcomes.status)
  })

  test('a rollout that never becomes ready costs nothing, is no restart, and is undone', {
    timeout: 6 * MINUTES,
  }, async () => {
    const report = await runInNetwork('broken/kubernetes-never-ready.yaml', { observed: false, drained: false })
    expect(report.sla.failures).toBe(0)
    expect(report.verdict.reasons.map(({ code }) => code)).toContain('step-failed')
  })
})
