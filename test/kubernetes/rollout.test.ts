import { describe, expect, test } from 'vitest'
import { readRollout } from '../../src/kubernetes/rollout.ts'

const partitioned = (updatedReplicas: number) =>
  readRollout({
    kind: 'StatefulSet',
    metadata: { generation: 1 },
    spec: { replicas: 3, updateStrategy: { rollingUpdate: { partition: 1 } } },
    status: { observedGeneration: 1, readyReplicas: 3, updatedReplicas, currentRevision: 'a', updateRevision: 'b' },
  }).phase

describe('a workload', () => {
  test('is stuck when its progress deadline has passed', () => {
    const message = 'ReplicaSet "web-2" has timed out progressing.'
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message }]
    const status = { observedGeneration: 3, replicas: 3, updatedReplicas: 1, availableReplicas: 2, conditions }
    const state = readRollout({ kind: 'Deployment', metadata: { generation: 3 }, spec: { replicas: 2 }, status })
    expect(state).toEqual({ generation: 3, phase: 'stuck', detail: `its progress deadline has passed (${message})` })
  })

  test.each([
    [{ desiredNumberScheduled: 3, updatedNumberScheduled: 1, numberAvailable: 3 }, 'under-way', '1 of 3 pods are new'],
    [
      { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 2 },
      'under-way',
      '2 of 3 pods are available',
    ],
    [
      { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 },
      'complete',
      'all pods are new and available',
    ],
  ])('of every node: %o', (status, phase, detail) => {
    const state = readRollout({
      kind: 'DaemonSet',
      metadata: { generation: 1 },
      status: { observedGeneration: 1, ...status },
    })
    expect(state).toEqual({ generation: 1, phase, detail })
  })

  test('with a partition is complete when the pods from there on are new', () => {
    expect([partitioned(1), partitioned(2)]).toEqual(['under-way', 'complete'])
  })
})
