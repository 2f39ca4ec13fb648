import { expect, test } from 'vitest'
import type { Ledger } from '../../../src/model/ledger.ts'
import { findIn, hold, idsIn, life, lost, onReused } from './support.ts'

const reset = [lost(5101, 3), lost(5102, 5)]
const overlap: Partial<Ledger> = {
  attempts: reset,
  listeners: [hold(11, 0, 5110), hold(12, 5060)],
  events: [
    { t: 5080, kind: 'accept-queue', inode: 11, length: 2 },
    { t: 5090, kind: 'accept-queue', inode: 12, length: 7 },
    { t: 5900, kind: 'kernel-counters', deltas: { TCPMigrateReqFailure: 2 } },
  ],
}

test('new connections reset as one of two sockets is closed waited in its queue', () => {
  const [finding, ...more] = findIn(overlap)
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'accept-queue-reset',
    title: '2 connections reset in the accept queue of a listening socket that was closed',
    restarts: [1],
  })
  expect(finding?.explanation).toContain('SO_REUSEPORT')
  expect(finding?.remedy).toContain('tcp_migrate_req')
  expect(finding?.evidence).toBe(
    '2 new connections reset before any answer in the restart, in restart 1 from 101 ms to 102 ms after its first step; socket 11 was seen ' +
      'to close 110 ms after it, up to 2 in its queue within the second before; the kernel counts 2 TCPMigrateReqFailure.',
  )
})

test('one socket alone is closed as well', () => {
  const [finding] = findIn({ ...overlap, listeners: [hold(11, 0, 5110), hold(12, 5300)] })
  expect(finding?.id).toBe('accept-queue-reset')
  expect(finding?.explanation).not.toContain('SO_REUSEPORT')
})

test('no socket closed about then, or another kind of loss, is another matter', () => {
  expect(idsIn({ ...overlap, listeners: [hold(11, 0, 5500), hold(12, 5060)] })).toEqual(['accepted-unanswered'])
  expect(idsIn({ ...overlap, listeners: [hold(11, 0)] })).toEqual(['accepted-unanswered'])
  expect(idsIn({ ...overlap, attempts: [onReused(5101, 3)] })).toEqual(['keepalive-race'])
  expect(idsIn({ ...overlap, attempts: [lost(5101, 3, { outcome: 'dropped' })] })).toEqual(['accepted-unanswered'])
  expect(idsIn({ ...overlap, processes: [life(1, { ended: 5105, signal: 'SIGKILL' })] })).toEqual(['killed'])
})
