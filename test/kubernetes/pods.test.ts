import { describe, expect, test } from 'vitest'
import type { Pod, WatchEvent } from '../../src/kubernetes/objects.ts'
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

  test('say why they wait', () => {
    const { read, pods } = followPods(() => {})
    read(1, pod({ containerStatuses: [{ name: 'a', state: { waiting: { reason: 'ContainerCreating' } } }] }))
    expect(pods()[0]?.waiting).toEqual([])
    read(2, pod({ containerStatuses: [{ name: 'a', state: { waiting: { reason: 'ImagePullBackOff' } } }] }))
    expect(pods()[0]?.waiting).toEqual(['a: ImagePullBackOff'])
  })
})
