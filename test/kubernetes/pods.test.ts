import { describe, expect, test } from 'vitest'
import type { ContainerStatus, Pod, WatchEvent } from '../../src/kubernetes/objects.ts'
import { followPods } from '../../src/kubernetes/pods.ts'
import type { RunEvent } from '../../src/model/event.ts'

function collect() {
  const events: RunEvent[] = []
  return { events, emit: (event: RunEvent) => void events.push(event) }
}

const pod = (status: Pod['status'] = {}): WatchEvent<Pod> => ({
  type: 'MODIFIED',
  object: { metadata: { name: 'web-1', uid: 'u1', labels: { 'pod-template-hash': 'h' } }, status },
})

const ended = (containerID: string, exitCode: number, reason: string) => ({
  terminated: { containerID, exitCode, reason },
})

const leaving = (...containerStatuses: ContainerStatus[]): WatchEvent<Pod> => {
  const { type, object } = pod({ containerStatuses })
  return { type, object: { ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } } }
}

describe('pods', () => {
  test('report each end of a container once, also of one that was started again', () => {
    const { events, emit } = collect()
    const { read } = followPods(emit)
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

  test('have ended with the last of their containers, and not only when they are deleted', () => {
    const { events, emit } = collect()
    const { read, find } = followPods(emit)
    const running = { name: 'b', state: { running: {} } }
    read(1, pod({ containerStatuses: [{ name: 'a', state: ended('c1', 1, 'Error') }] }))
    read(2, leaving({ name: 'a', state: ended('c1', 0, 'Completed') }, running))
    expect(find('u1')?.ended).toBeUndefined()
    read(
      3,
      leaving({ name: 'a', state: ended('c1', 0, 'Completed') }, { name: 'b', state: ended('c2', 0, 'Completed') }),
    )
    read(4, { ...leaving(), type: 'DELETED' })
    expect(find('u1')).toMatchObject({ ended: 3, gone: 4 })
    expect(events.at(-1)).toMatchObject({ t: 4, kind: 'pod-gone' })
  })

  test('have ended where the kubelet lost the container, with a code that is not known', () => {
    const { events, emit } = collect()
    const { read, find } = followPods(emit)
    const waiting = { waiting: { reason: 'ContainerCreating' } }
    read(1, leaving({ name: 'a', state: waiting }))
    expect(find('u1')?.ended).toBeUndefined()
    read(2, leaving({ name: 'a', state: waiting, lastState: ended('', 137, 'ContainerStatusUnknown') }))
    expect(find('u1')?.ended).toBe(2)
    expect(events.at(-1)).toEqual({
      t: 2,
      kind: 'container-ended',
      pod: 'web-1',
      uid: 'u1',
      container: 'a',
      reason: 'ContainerStatusUnknown',
      restarts: 0,
    })
  })

  test('that are deleted without a word of their containers have ended then', () => {
    const { read, find } = followPods(() => {})
    read(1, { ...leaving(), type: 'DELETED' })
    expect(find('u1')?.ended).toBe(1)
  })

  test('say why they wait', () => {
    const { read, pods } = followPods(() => {})
    read(1, pod({ containerStatuses: [{ name: 'a', state: { waiting: { reason: 'ContainerCreating' } } }] }))
    expect(pods()[0]?.waiting).toEqual([])
    read(2, pod({ containerStatuses: [{ name: 'a', state: { waiting: { reason: 'ImagePullBackOff' } } }] }))
    expect(pods()[0]?.waiting).toEqual(['a: ImagePullBackOff'])
  })
})
