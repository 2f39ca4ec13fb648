import { describe, expect, test } from 'vitest'
import { buildPods } from '../../src/ledger/pods.ts'
import type { RunEvent } from '../../src/model/event.ts'

const created = (t: number, uid: string, generation: string): RunEvent => ({
  t,
  kind: 'pod-created',
  pod: `web-${uid}`,
  uid,
  generation,
})
const of = (uid: string) => ({ pod: `web-${uid}`, uid })

describe('the lives of pods', () => {
  test('from creation until they have gone, with their routes and the ends of their containers', () => {
    const events: RunEvent[] = [
      created(1, 'a', 'h1'),
      { t: 2, kind: 'pod-ready', ...of('a') },
      { t: 3, kind: 'endpoint-added', ...of('a') },
      { t: 4, kind: 'endpoint-removed', ...of('a') },
      { t: 5, kind: 'pod-ready', ...of('a') },
      { t: 5, kind: 'endpoint-added', ...of('a') },
      { t: 6, kind: 'pod-terminating', ...of('a'), graceMs: 9000 },
      { t: 7, kind: 'container-ended', ...of('a'), container: 'c', code: 137, reason: 'Error', restarts: 0 },
      { t: 8, kind: 'pod-gone', ...of('a') },
    ]
    expect(buildPods(events)).toEqual([
      {
        ...of('a'),
        generation: 'h1',
        created: 1,
        ready: 2,
        routed: [{ from: 3, to: 4 }, { from: 5 }],
        terminating: 6,
        graceMs: 9000,
        ends: [{ t: 7, container: 'c', code: 137, reason: 'Error' }],
        gone: 8,
        bornIn: null,
      },
    ])
  })

  test('belong to the restart in which their template came, also where they take the place of another', () => {
    const events: RunEvent[] = [
      created(1, 'a', 'h1'),
      { t: 2, kind: 'restart-begun', index: 1, old: [] },
      created(3, 'b', 'h2'),
      created(4, 'c', 'h1'),
      { t: 5, kind: 'restart-begun', index: 2, old: [] },
      created(6, 'd', 'h2'),
      created(7, 'e', 'h3'),
    ]
    expect(buildPods(events).map(({ uid, bornIn }) => [uid, bornIn])).toEqual([
      ['a', null],
      ['b', 1],
      ['c', null],
      ['d', 1],
      ['e', 2],
    ])
  })
})
