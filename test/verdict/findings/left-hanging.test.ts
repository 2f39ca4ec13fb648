import { expect, test } from 'vitest'
import { bucket, ledgerWith } from '../support.ts'
import { findIn, hold, idsIn, lost } from './support.ts'

const hanging = (due: number) => lost(due + 3000, 2990, { due, outcome: 'timeout', phase: 'headers' })

/** Due at 5060, and sent so late that little of its time was left. */
const held = (sent: number) => lost(8060, 8060 - sent, { due: 5060, outcome: 'timeout', phase: 'headers' })

/** Who connected later was answered. */
const buckets = [bucket('fresh', 6500, { ok: 20 })]

test('connections that were accepted and never answered', () => {
  const [finding, ...more] = findIn({ attempts: [hanging(5060), hanging(5110)], buckets })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'left-hanging', title: '2 connections accepted and left hanging', restarts: [1] })
  expect(finding?.evidence).toBe(
    '2 requests without a byte of an answer in the restart; each was given up 2.99 s or more after it was sent.',
  )
})

test('belong to the restart in which they were due, however late they are given up', () => {
  expect(findIn({ durationMs: 20_000, attempts: [hanging(5390)], buckets })[0]).toMatchObject({
    id: 'left-hanging',
    restarts: [1],
  })
  expect(idsIn({ attempts: [hanging(1000)] })).toEqual(['unexplained'])
})

test('have no finding where the harness stood still', () => {
  const events = [{ t: 6000, kind: 'harness-stalled', thread: 'load', ms: 700 } as const]
  expect(idsIn({ attempts: [hanging(5060)], events })).toEqual([])
})

test('an empty accept queue shows that they had been accepted, whichever other requests were answered', () => {
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

test('time in the client’s own queue is not time that the server left it hanging', () => {
  const [finding] = findIn({ attempts: [held(7900)], buckets })
  expect(finding).toMatchObject({ id: 'unexplained' })
  expect(finding?.evidence).toMatch(/; 1 of them had spent most of their time in the client, before they were sent\.$/)
  expect(findIn({ attempts: [held(7900), held(5160)], buckets })[0]).toMatchObject({
    id: 'left-hanging',
    figures: { requests: 1, shortestInFlightMs: 2900 },
  })
})

test('a request that was out for no longer than answers had taken before was not left hanging yet', () => {
  const { baseline } = ledgerWith({})
  const latencyByTraffic = { http: { p50: 900, p90: 2000, p99: 3000, p999: 3000, max: 3000 } }
  expect(idsIn({ attempts: [hanging(5060)], buckets, baseline: { ...baseline, latencyByTraffic } })).toEqual([
    'unexplained',
  ])
})
