import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { replay, storiesOf } from './support.ts'

describe('the rollout of a Deployment, as it was recorded', () => {
  test('is reported pod by pod', () => {
    const run = replay('careless')
    run.playTo(60_000)
    expect(storiesOf(run.events)).toEqual({
      'careless-54d4f44bfd-8j2hg': [
        'pod-created',
        'pod-ready',
        'endpoint-added',
        'pod-terminating',
        'endpoint-removed',
        'pod-warned',
        'container-ended',
        'pod-unready',
        'pod-gone',
      ],
      'careless-54d4f44bfd-pmz9h': [
        'pod-created',
        'pod-ready',
        'endpoint-added',
        'pod-warned',
        'pod-terminating',
        'endpoint-removed',
        'container-ended',
        'pod-unready',
        'pod-warned',
        'pod-gone',
      ],
      'careless-5bfc99cc56-9mtwp': ['pod-created', 'pod-warned', 'pod-ready', 'endpoint-added'],
      'careless-5bfc99cc56-9xzxs': ['pod-created', 'pod-warned', 'pod-ready', 'endpoint-added'],
    })
  })

  test('at the time at which it came', () => {
    const { events, playTo } = replay('careless')
    playTo(60_000)
    const at = (kind: string) => events.filter((event) => event.kind === kind).map(({ t }) => t)
    expect(at('pod-terminating')).toEqual([5961, 8296])
    expect(at('endpoint-removed')).toEqual([5995, 8299])
    expect(at('pod-gone')).toEqual([15_253, 15_257])
    expect(events.find(({ kind }) => kind === 'container-ended')).toMatchObject({
      container: 'server',
      code: 0,
      reason: 'Completed',
      restarts: 0,
    })
    expect(events.find(({ kind }) => kind === 'pod-terminating')).toMatchObject({ graceMs: 10_000 })
  })

  test('with its revisions and what the template says', () => {
    const { events, playTo } = replay('careless')
    playTo(60_000)
    const revisions = events.filter((event) => event.kind === 'revision-seen')
    expect(revisions.filter(({ revision }) => revision === 4).map(({ replicas }) => replicas)).toEqual([1, 2])
    expect(events[0]).toEqual({
      t: 0,
      kind: 'workload-seen',
      workload: 'deployment/careless',
      replicas: 2,
      strategy: 'RollingUpdate',
      maxUnavailable: '0',
      maxSurge: '1',
      graceMs: 10_000,
      preStop: false,
      readinessProbe: true,
    })
  })

  test('is under way until all pods are new and no old one counts', () => {
    const { watch, playTo } = replay('careless')
    playTo(4298)
    expect(watch.rollout()).toMatchObject({ generation: 5, phase: 'complete' })
    playTo(4300)
    expect(watch.rollout()).toEqual({
      generation: 6,
      phase: 'under-way',
      detail: 'its controller has not seen the change yet',
    })
    playTo(6000)
    expect(watch.rollout().detail).toBe('1 of 2 pods are new')
    playTo(6025)
    expect(watch.troubles()).toEqual(['careless-5bfc99cc56-9xzxs is not ready'])
    playTo(8298)
    expect(watch.rollout().detail).toBe('1 old pods have not terminated yet')
    playTo(8300)
    expect(watch.rollout().phase).toBe('complete')
  })

  test('watches its own pods, from now on, and nothing else', () => {
    expect(replay('careless').commands).toEqual([
      'get pods --selector app=careless --watch --output-watch-events -o json',
      'get deployments.apps careless --watch --output-watch-events -o json',
      'get replicasets.apps --selector app=careless --watch --output-watch-events -o json',
      'get endpointslices.discovery.k8s.io --watch --output-watch-events -o json',
      'get events --field-selector involvedObject.kind=Pod --watch-only --output-watch-events -o json',
    ])
  })

  test('what has gone while a stream was away is missed in a list', async () => {
    const { watch, events, playTo, reopen } = replay('careless')
    playTo(3000)
    const [first, second] = watch.pods().map(({ uid }) => uid)
    reopen('pods', [second ?? ''])
    await sleep(0)
    expect(events.filter(({ kind }) => kind === 'pod-gone')).toMatchObject([{ uid: first, t: 3000 }])
  })
})

describe('the rollout of a StatefulSet, as it was recorded', () => {
  test('gives a name again to another pod', () => {
    const { watch, events, playTo } = replay('set')
    playTo(60_000)
    expect(watch.pods().map(({ name, generation }) => `${name} of ${generation}`)).toEqual([
      'set-0 of set-7d47c6cf7',
      'set-1 of set-7d47c6cf7',
      'set-1 of set-b8dcf765b',
      'set-0 of set-b8dcf765b',
    ])
    const graces = events.filter((event) => event.kind === 'pod-terminating').map(({ graceMs }) => graceMs)
    expect(graces).toEqual([5000, 5000])
    expect(events.filter(({ kind }) => kind === 'revision-seen')).toMatchObject([{ revision: 1 }, { revision: 2 }])
  })

  test('is complete when both revisions are one', () => {
    const { watch, playTo } = replay('set')
    playTo(5500)
    expect(watch.rollout()).toMatchObject({ generation: 1, phase: 'complete' })
    playTo(17_248)
    expect(watch.rollout()).toMatchObject({ generation: 2, phase: 'under-way', detail: '1 of 2 pods are new' })
    playTo(27_117)
    expect(watch.rollout()).toMatchObject({ generation: 2, phase: 'complete' })
  })
})
