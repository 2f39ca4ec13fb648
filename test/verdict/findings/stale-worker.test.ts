import { expect, test } from 'vitest'
import type { Ledger } from '../../../src/model/ledger.ts'
import { bucket, restart } from '../support.ts'
import { findIn, idsIn, stepping } from './support.ts'

const byOld = (t: number, count: number) => ({
  ...bucket('fresh', t, { ok: 20 }),
  newGenerations: { a: count, b: 20 - count },
})
const undrained = [restart({ drained: false, settled: 9000, detail: 'pid 12 still lives' })]
const stale: Partial<Ledger> = { restarts: undrained, buckets: [byOld(5000, 20), byOld(5100, 9), byOld(8900, 2)] }

test('an old generation that still answers new connections at the end of its time', () => {
  const [finding, ...more] = findIn(stale)
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'stale-worker',
    title: 'The old generation went on answering new connections',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    'After takeover in restart 1 the old generation answered 11 new connections, still in the last second of the 4 s for which it was watched; so it ' +
      'was in the restart (pid 12 still lives).',
  )
})

test('processes that were seen with new connections show the same', () => {
  const events = [{ t: 8800, kind: 'old-serving', index: 1, pid: 12, connections: 3 } as const]
  const [finding] = findIn({ restarts: undrained, buckets: [], events })
  expect(finding?.evidence).toContain('the old generation was seen to hold 3 connections opened since, still')
})

test('steps that only wait are not to end a generation', () => {
  const events = [{ t: 8800, kind: 'old-serving', index: 1, pid: 12, connections: 3 } as const]
  const scenario = stepping({ kind: 'wait', until: { ms: 1000 }, withinMs: 1000 })
  expect(idsIn({ ...stale, scenario, events })).not.toContain('stale-worker')
})

test('an old generation that goes, or only finishes what it has, is none', () => {
  expect(idsIn({ ...stale, restarts: [restart({ settled: 9000 })] })).toEqual([])
  expect(idsIn({ ...stale, buckets: [byOld(5100, 9), bucket('keepalive', 8900, { ok: 9 }, { a: 9 })] })).toEqual([])
})
