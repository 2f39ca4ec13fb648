import { expect, test } from 'vitest'
import { bucket } from '../support.ts'
import { findIn, hold, idsIn, lost } from './support.ts'

const hanging = (due: number) => lost(due + 3000, 2990, { due, outcome: 'timeout', phase: 'headers' })

/** Who connected later was answered. */
const buckets = [bucket('fresh', 6500, { ok: 20 })]

test('connections that were accepted and never answered', () => {
  const [finding, ...more] = findIn({ attempts: [hanging(5060), hanging(5110)], buckets })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'left-hanging', title: '2 connections accepted and left hanging', restarts: [1] })
  expect(finding?.evidence).toBe(
    '2 requests without a byte of an answer in the restart, most of them in restart 1; each was given up after 2.99 s or more.',
  )
})

test('belong to the restart in which they were due, however late they are given up', () => {
  expect(findIn({ durationMs: 20_000, attempts: [hanging(5390)], buckets })[0]).toMatchObject({
    id: 'left-hanging',
    restarts: [1],
  })
  expect(idsIn({ attempts: [hanging(1000)] })).toEqual(['unexplained'])
})

test('are nobody’s fault where the harness stood still', () => {
  const events = [{ t: 6000, kind: 'harness-stalled', thread: 'load', ms: 700 } as const]
  expect(idsIn({ attempts: [hanging(5060)], events })).toEqual([])
})

test('an empty accept queue says that they had been accepted, whoever else was answered', () => {
  const facts = { attempts: [hanging(5060), hanging(5110)], listeners: [hold(11, 0)] }
  expect(idsIn(facts)).toEqual(['left-hanging'])
  const queue = { kind: 'accept-queue', inode: 11 } as const
  const events = [
    { t: 6000, ...queue, length: 2 },
    { t: 9000, ...queue, length: 9 },
  ]
  expect(idsIn({ ...facts, events })).toEqual(['accept-stall'])
  expect(idsIn({ ...facts, events: events.slice(1) })).toEqual(['left-hanging'])
  expect(idsIn({ ...facts, events, buckets })).toEqual(['left-hanging'])
})
