import { expect, test } from 'vitest'
import { restart } from '../support.ts'
import { findIn, idsIn } from './support.ts'

test('a pause in which nobody was refused', () => {
  const restarts = [restart({ outageMs: 3080 }), restart({ index: 2, begun: 9000, settled: 9600, outageMs: 499 })]
  const events = [
    { t: 5300, kind: 'accept-queue', inode: 11, length: 73 },
    { t: 9300, kind: 'accept-queue', inode: 11, length: 99 },
  ] as const
  const [finding, ...more] = findIn({ restarts, events: [...events] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'accept-stall',
    title: 'No new connection was answered for 3.08 s, although the port had a listener',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    'No new connection was answered for 3.08 s, and none was refused in restart 1, half a second or more in 1 of 2 restarts; up to 73 were seen to ' +
      'wait in the accept queue.',
  )
})

test('without fresh traffic the silence of all traffic tells', () => {
  const [finding] = findIn({ restarts: [restart({ outageMs: null, silenceMs: 1200 })] })
  expect(finding?.evidence).toMatch(/^No request was answered for 1.2 s in restart 1/)
})

test('a short pause, one with refusals, or one of the harness is none', () => {
  expect(idsIn({ restarts: [restart({ outageMs: 499 })] })).toEqual([])
  expect(idsIn({ restarts: [restart({ outageMs: 900, outcomes: { ok: 9, refused: 1 } })] })).toEqual([])
  const events = [{ t: 6000, kind: 'harness-stalled', thread: 'probes', ms: 1000 } as const]
  expect(idsIn({ restarts: [restart({ outageMs: 900 })], events })).toEqual([])
})
