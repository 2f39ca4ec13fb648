import { expect, test } from 'vitest'
import type { RunEvent } from '../../../src/model/event.ts'
import { restart, soundLedger } from '../support.ts'
import { findIn, idsIn, lost } from './support.ts'

const slow = [restart({ connectRetries: { 1: 12, 3: 2 } })]
const overflow: RunEvent = { t: 5200, kind: 'kernel-counters', deltas: { ListenOverflows: 14, OutRsts: 3 } }
const quiet: RunEvent = { t: 5200, kind: 'kernel-counters', deltas: { OutRsts: 3 } }

test('answers after one and three seconds, with the kernel’s own count', () => {
  const attempts = [lost(10_000, 4999, { outcome: 'timeout', phase: 'connect' })]
  const [finding, ...more] = findIn({ restarts: slow, events: [overflow], attempts })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'slow-connects',
    title: '15 connects took a second or more: their SYN was dropped',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    'Of the answers on new connections 12 about 1 s and 2 about 3 s, 1 connect never accepted in time in the restart; in restart 1 the kernel ' +
      'counted ListenOverflows 14 on this machine.',
  )
})

test('without the kernel’s counters several must have come just so late', () => {
  expect(idsIn({ restarts: slow })).toEqual(['slow-connects'])
  expect(idsIn({ restarts: [restart({ connectRetries: { 1: 2 } })] })).toEqual([])
})

test('counters that stood still, or a baseline with such answers, say that it is something else', () => {
  expect(idsIn({ restarts: slow, events: [quiet] })).toEqual([])
  const baseline = { ...soundLedger().baseline, connectRetries: { 1: 1 } }
  expect(idsIn({ restarts: slow, events: [overflow], baseline })).toEqual([])
})

test('a harness that stood still proves nothing', () => {
  const stalled: RunEvent = { t: 6000, kind: 'harness-stalled', thread: 'probes', ms: 1000 }
  expect(idsIn({ restarts: slow, events: [overflow, stalled] })).toEqual([])
})
