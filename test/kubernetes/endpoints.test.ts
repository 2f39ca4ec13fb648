import { describe, expect, test } from 'vitest'
import { followEndpoints } from '../../src/kubernetes/endpoints.ts'
import type { EndpointSlice, WatchEvent } from '../../src/kubernetes/objects.ts'
import type { RunEvent } from '../../src/model/event.ts'

function collect() {
  const events: RunEvent[] = []
  return { events, emit: (event: RunEvent) => void events.push(event) }
}

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

const describeAll = (events: RunEvent[]) => events.map((event) => `${event.kind} ${'uid' in event ? event.uid : ''}`)

describe('endpoints', () => {
  test('a pod is a member while any slice names it as ready; unknown counts as ready', () => {
    const { events, emit } = collect()
    const { read } = followEndpoints(emit, () => true)
    read(1, slice('a', [true, undefined, false]))
    read(2, slice('b', [true]))
    read(3, slice('a', [], 'DELETED'))
    read(4, slice('b', [false]))
    expect(describeAll(events)).toEqual([
      'endpoint-added u0',
      'endpoint-added u1',
      'endpoint-removed u1',
      'endpoint-removed u0',
    ])
  })

  test('one whose pod is reported later is added then', () => {
    const { events, emit } = collect()
    const known = new Set<string>()
    const { read, refresh } = followEndpoints(emit, (uid) => known.has(uid))
    read(1, slice('a', [true]))
    expect(events).toEqual([])
    known.add('u0')
    refresh(2)
    expect(events).toEqual([{ t: 2, kind: 'endpoint-added', pod: 'web-0', uid: 'u0' }])
  })

  test('a slice without endpoints has null in their place', () => {
    const { events, emit } = collect()
    followEndpoints(emit, () => true).read(1, { type: 'ADDED', object: { metadata: { uid: 'a' }, endpoints: null } })
    expect(events).toEqual([])
  })
})
