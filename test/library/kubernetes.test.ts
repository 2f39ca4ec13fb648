import { afterEach, expect, test } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { describeInCluster, kubectl, THROUGH } from '../support/cluster.ts'
import { type Claim, ends, lost, runScenario } from './run-scenario.ts'

const MINUTES = 60_000

/** Runs a scenario where its NodePort answers, and sees to it that nothing of it is left in the cluster. */
async function runInNetwork(file: string, claim?: Claim): Promise<Report> {
  const report = await runScenario(file, { ...claim, through: THROUGH })
  expect(kubectl('get', 'deployment/shop', 'service/shop', '--ignore-not-found', '-o', 'name')).toBe('')
  return report
}

describeInCluster('Kubernetes', () => {
  afterEach(() => void kubectl('delete', 'deployment,service', 'shop', '--ignore-not-found'))

  test('a rolling update loses nothing, and tells those who would stay', { timeout: 10 * MINUTES }, async () => {
    const report = await runInNetwork('kubernetes/rolling-update.yaml')
    expect(report.sla.failures).toBe(0)
    for (const kind of ['websocket', 'sse']) {
      expect(ends(report, kind)).toMatchObject({ kept: 5, cut: 0, stalled: 0 })
      expect(ends(report, kind)?.graceful).toBeGreaterThanOrEqual(15)
    }
  })

  test.each(['stateful-set', 'undo'])('%s loses nothing', { timeout: 8 * MINUTES }, async (name) => {
    const report = await runInNetwork(`kubernetes/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
  })

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

  test('WebSockets that are never closed are cut by SIGKILL', { timeout: 6 * MINUTES }, async () => {
    const report = await runInNetwork('broken/kubernetes-pinned-websockets.yaml')
    expect(ends(report, 'websocket')).toEqual({ opened: 30, kept: 15, graceful: 0, cut: 15, stalled: 0 })
    expect(report.sla.failures).toBe(0)
  })

  test('a rollout that never becomes ready costs nothing, is no restart, and is undone', {
    timeout: 6 * MINUTES,
  }, async () => {
    const report = await runInNetwork('broken/kubernetes-never-ready.yaml', { observed: false, drained: false })
    expect(report.sla.failures).toBe(0)
    expect(report.verdict.reasons.map(({ code }) => code)).toContain('step-failed')
  })
})
