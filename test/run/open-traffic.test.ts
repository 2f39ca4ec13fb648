import { expect, test } from 'vitest'
import type { Entry } from '../../src/model/entry.ts'
import { annotateLifelines } from '../../src/run/open-traffic.ts'

const target = { peerOf: (port: number) => (port === 4001 ? 7 : undefined) }

function lifeline(facts: { localPort?: number; generation?: string }): Entry {
  const shape = { traffic: 'ws', kind: 'websocket', id: 1, opened: 1, closed: 2, end: 'cut', by: 'server' } as const
  return { entry: 'lifeline', ...shape, ...facts }
}

test('a lifeline gets the process at its other end, and everything else is left as it is', () => {
  const ready: Entry = { entry: 'event', t: 1, kind: 'target-ready' }
  const unseen = lifeline({ localPort: 4002 })
  const portless = lifeline({})
  expect(annotateLifelines([lifeline({ localPort: 4001 }), unseen, portless, ready], target, 'header')).toEqual([
    { ...lifeline({ localPort: 4001 }), peerPid: 7 },
    unseen,
    portless,
    ready,
  ])
})

test('by process, its generation is that process, unless it stated another itself', () => {
  const [told, untold] = [lifeline({ localPort: 4001, generation: 'v1' }), lifeline({ localPort: 4001 })]
  expect(annotateLifelines([told, untold], target, 'process')).toEqual([
    { ...told, peerPid: 7 },
    { ...untold, peerPid: 7, generation: 'pid 7' },
  ])
})
