import { describe, expect, test } from 'vitest'
import { followEndpoints } from '../../src/kubernetes/endpoints.ts'
import { readFacts, writeSelector } from '../../src/kubernetes/facts.ts'
import type { EndpointSlice, Pod, WatchEvent } from '../../src/kubernetes/objects.ts'
import { followPods } from '../../src/kubernetes/pods.ts'
import { readRollout } from '../../src/kubernetes/rollout.ts'
import { followWarnings } from '../../src/kubernetes/warnings.ts'
import type { RunEvent } from '../../src/model/event.ts'

function collect() {
  const events: RunEvent[] = []
  return { events, told: (event: RunEvent) => void events.push(event) }
}

const pod = (status: Pod['status'] = {}): WatchEvent<Pod> => ({
  type: 'MODIFIED',
  object: { metadata: { name: 'web-1', uid: 'u1', labels: { 'pod-template-hash': 'h' } }, status },
})

const ended = (containerID: string, exitCode: number, reason: string) => ({
  terminated: { containerID, exitCode, reason },
})

const slice = (
  name: string,
  ready: (boolean | undefined)[],
  type: 'MODIFIED' | 'DELETED' = 'MODIFIED',
): WatchEvent<EndpointSlice> => ({
  type,
  object: {
    metadata: { uid: name },
    endpoints: ready.map((one, i) => ({
      conditions: one === undefined ? {} : { ready: one },
      targetRef: { kind: 'Pod', name: `web-${i}`, uid: `u${i}` },
    })),
  },
})

const tell = (events: RunEvent[]) => events.map((event) => `${event.kind} ${'uid' in event ? event.uid : ''}`)

const warning = (reason: string, message: string, uid = 'u1', type = 'Warning') =>
  ({
    type: 'MODIFIED',
    object: { type, reason, message, involvedObject: { kind: 'Pod', name: 'web-1', uid } },
  }) as const

const partitioned = (updatedReplicas: number) =>
  readRollout({
    kind: 'StatefulSet',
    metadata: { generation: 1 },
    spec: { replicas: 3, updateStrategy: { rollingUpdate: { partition: 1 } } },
    status: { observedGeneration: 1, readyReplicas: 3, updatedReplicas, currentRevision: 'a', updateRevision: 'b' },
  }).phase

describe('pods', () => {
  test('tell each end of a container once, also of one that was started again', () => {
    const { events, told } = collect()
    const { read } = followPods(told)
    read(1, pod({ containerStatuses: [{ name: 'a', restartCount: 0, state: ended('c1', 137, 'OOMKilled') }] }))
    const again = { name: 'a', restartCount: 1, state: {}, lastState: ended('c1', 137, 'OOMKilled') }
    read(2, pod({ containerStatuses: [again] }))
    read(3, pod({ containerStatuses: [{ ...again, restartCount: 2, lastState: ended('c2', 1, 'Error') }] }))
    expect(events.slice(1)).toEqual([
      {
        t: 1,
        kind: 'container-ended',
        pod: 'web-1',
        uid: 'u1',
        container: 'a',
        code: 137,
        reason: 'OOMKilled',
        restarts: 0,
      },
      { t: 3, kind: 'container-ended', pod: 'web-1', uid: 'u1', container: 'a', code: 1, reason: 'Error', restarts: 1 },
    ])
  })

  test('say why they wait', () => {
    const { read, pods } = followPods(() => {})
    read(1, pod({ containerStatuses: [{ name: 'a', state: { waiting: { reason: 'ContainerCreating' } } }] }))
    expect(pods()[0]?.waiting).toEqual([])
    read(2, pod({ containerStatuses: [{ name: 'a', state: { waiting: { reason: 'ImagePullBackOff' } } }] }))
    expect(pods()[0]?.waiting).toEqual(['a: ImagePullBackOff'])
  })
})

describe('endpoints', () => {
  test('a pod is a member while any slice names it as ready; unknown counts as ready', () => {
    const { events, told } = collect()
    const { read } = followEndpoints(told, () => true)
    read(1, slice('a', [true, undefined, false]))
    read(2, slice('b', [true]))
    read(3, slice('a', [], 'DELETED'))
    read(4, slice('b', [false]))
    expect(tell(events)).toEqual([
      'endpoint-added u0',
      'endpoint-added u1',
      'endpoint-removed u1',
      'endpoint-removed u0',
    ])
  })

  test('one whose pod is told of later is added then', () => {
    const { events, told } = collect()
    const known = new Set<string>()
    const { read, refresh } = followEndpoints(told, (uid) => known.has(uid))
    read(1, slice('a', [true]))
    expect(events).toEqual([])
    known.add('u0')
    refresh(2)
    expect(events).toEqual([{ t: 2, kind: 'endpoint-added', pod: 'web-0', uid: 'u0' }])
  })

  test('a slice without endpoints has null in their place', () => {
    const { events, told } = collect()
    followEndpoints(told, () => true).read(1, { type: 'ADDED', object: { metadata: { uid: 'a' }, endpoints: null } })
    expect(events).toEqual([])
  })
})

describe('warnings', () => {
  test('are told of our own pods, each kind at most every ten seconds', () => {
    const { events, told } = collect()
    const { read, last } = followWarnings(told, (uid) => uid === 'u1')
    read(1, warning('Unhealthy', 'Readiness probe failed: connection refused'))
    read(2, warning('Unhealthy', 'Readiness probe failed: timeout'))
    read(3, warning('Unhealthy', 'Liveness probe failed: timeout'))
    read(4, warning('BackOff', 'of another', 'u2'))
    read(5, warning('Scheduled', 'well', 'u1', 'Normal'))
    read(6, warning('Killing', 'Stopping container a', 'u1', 'Normal'))
    read(10_001, warning('Unhealthy', 'Readiness probe failed: connection refused'))
    expect(events.map((event) => (event.kind === 'pod-warned' ? `${event.t} ${event.reason}` : ''))).toEqual([
      '1 Unhealthy',
      '3 Unhealthy',
      '6 Killing',
      '10001 Unhealthy',
    ])
    expect(last('u1')).toBe('Unhealthy: Readiness probe failed: connection refused')
  })
})

describe('a workload', () => {
  test('is stuck when its progress deadline has passed', () => {
    const message = 'ReplicaSet "web-2" has timed out progressing.'
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message }]
    const status = { observedGeneration: 3, replicas: 3, updatedReplicas: 1, availableReplicas: 2, conditions }
    const state = readRollout({ kind: 'Deployment', metadata: { generation: 3 }, spec: { replicas: 2 }, status })
    expect(state).toEqual({ generation: 3, phase: 'stuck', said: `its progress deadline has passed (${message})` })
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
  ])('of every node: %o', (status, phase, said) => {
    const state = readRollout({
      kind: 'DaemonSet',
      metadata: { generation: 1 },
      status: { observedGeneration: 1, ...status },
    })
    expect(state).toEqual({ generation: 1, phase, said })
  })

  test('with a partition is complete when the pods from there on are new', () => {
    expect([partitioned(1), partitioned(2)]).toEqual(['under-way', 'complete'])
  })

  test('has the defaults of the API server where its manifest says nothing', () => {
    expect(
      readFacts({ kind: 'DaemonSet', metadata: { name: 'agent' }, status: { desiredNumberScheduled: 4 } }),
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
