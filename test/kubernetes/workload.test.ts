import { describe, expect, test } from 'vitest'
import { readWorkloadFacts, writeSelector } from '../../src/kubernetes/workload.ts'

describe('a workload', () => {
  test('has the defaults of the API server where its manifest says nothing', () => {
    expect(
      readWorkloadFacts({ kind: 'DaemonSet', metadata: { name: 'agent' }, status: { desiredNumberScheduled: 4 } }),
    ).toEqual({
      workload: 'daemonset/agent',
      replicas: 4,
      strategy: 'RollingUpdate',
      graceMs: 30_000,
      preStop: false,
      readinessProbe: false,
    })
  })

  test('selects its pods', () => {
    const matchExpressions = [
      { key: 'tier', operator: 'In', values: ['a', 'b'] },
      { key: 'old', operator: 'DoesNotExist' },
      { key: 'app', operator: 'Exists' },
      { key: 'x', operator: 'NotIn', values: ['c'] },
    ]
    const selector = writeSelector({ spec: { selector: { matchLabels: { app: 'web' }, matchExpressions } } })
    expect(selector).toBe('app=web,tier in (a,b),!old,app,x notin (c)')
  })
})
