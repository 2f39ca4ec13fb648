import { expect, test } from 'vitest'
import type { Ledger } from '../../../src/model/ledger.ts'
import { attempt, bucket, restart } from '../support.ts'
import { findIn, hold, idsIn, life, lost, refused, stepDone, stepping } from './support.ts'

test('refused connections show that there was no listener, and for how long', () => {
  const restarts = [restart({ outageMs: 212 }), restart({ index: 2, begun: 7000, settled: 7300, outageMs: 40 })]
  const attempts = [refused(5042), refused(5100), refused(5145), refused(7020)]
  const [finding, ...more] = findIn({ restarts, attempts, listeners: [hold(11, 0, 5038), hold(12, 5207)] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'no-listener', title: 'No process was listening for 169 ms', restarts: [1, 2] })
  expect(finding?.figures).toEqual({ requests: 4, absentMs: 169 })
  expect(finding?.evidence).toBe(
    '4 connections refused in 2 of 2 restarts, in 2 gaps; the longest gap was in restart 1, with refusals from 42 ms to 145 ms after its first step; ' +
      'the old socket was seen to close 38 ms after it, the new one to listen 207 ms after it.',
  )
})

test('without fresh traffic and without /proc the refusals themselves show it', () => {
  const [finding] = findIn({ restarts: [restart({ outageMs: null })], attempts: [refused(5042), refused(5100)] })
  expect(finding?.title).toBe('No process was listening for at least 58 ms')
  expect(finding?.evidence).toBe(
    '2 connections refused in the restart; the longest gap was in restart 1, with refusals from 42 ms to 100 ms after its first step.',
  )
})

test('a reset within the handshake alone is of a socket that was closed, and not of a time without one', () => {
  const inHandshake = attempt({ ...refused(5100), code: 'ECONNRESET' })
  const listeners = [hold(11, 0, 5110), hold(12, 5060)]
  expect(idsIn({ attempts: [inHandshake], listeners })).toEqual(['accept-queue-reset'])
  expect(idsIn({ attempts: [inHandshake, refused(5101)], listeners })).toEqual(['no-listener'])
  expect(idsIn({ attempts: [inHandshake] })).toEqual(['no-listener'])
})

test('what was refused at another time is no restart’s', () => {
  expect(idsIn({ attempts: [refused(2000), refused(8000)] })).toEqual(['unexplained'])
  expect(idsIn({ attempts: [attempt({ ...refused(5100), outcome: 'local' })] })).toEqual([])
})

test('each gap counts by itself, and what lies between two of them is no absence', () => {
  // Another server listened from 5400 to 8400, and never answered: a restart that took 3.7 s.
  const restarts = [restart({ settled: 8700, takeoverMs: 3690, outageMs: 3690 })]
  const silent = lost(8400, 2000, { outcome: 'dropped', phase: 'headers' })
  const attempts = [refused(5050), refused(5390), silent, refused(8420), refused(8650)]
  const listeners = [hold(11, 0, 5040), hold(12, 5400, 8410), hold(13, 8660)]
  const found = findIn({ restarts, attempts, listeners }).find(({ id }) => id === 'no-listener')
  expect(found?.figures).toEqual({ requests: 4, absentMs: 360 })
  expect(found?.evidence).toMatch(/^4 connections refused in the restart, in 2 gaps; the longest gap was in restart 1/)
  // Without /proc the connection that was made between them says so.
  const blind = findIn({ restarts, attempts, buckets: [bucket('fresh', 8700, { ok: 20 })] }).find(
    ({ id }) => id === 'no-listener',
  )
  expect(blind?.title).toBe('No process was listening for at least 340 ms')
})

test('a refusal that is read of just after a socket was opened belongs to the gap before', () => {
  const listeners = [hold(11, 0, 5040), hold(12, 5400)]
  const [finding] = findIn({ attempts: [refused(5050), refused(5390), refused(5412)], listeners })
  expect(finding?.figures).toEqual({ requests: 3, absentMs: 360 })
  expect(finding?.evidence).not.toContain('gaps')
})

test('a single refusal shows a gap, and not how long it was', () => {
  expect(findIn({ attempts: [refused(5100)] })[0]?.title).toBe('No process was listening for a moment')
})

test('who listened and ended by itself is named with its exit code', () => {
  const listeners = [hold(11, 0, 5040), hold(12, 5207)]
  const crashed = life(11, { ended: 5041, code: 1 })
  const [finding] = findIn({ attempts: [refused(5100)], listeners, processes: [crashed, life(12, { bornIn: 1 })] })
  expect(finding?.evidence).toMatch(/; process 11 \(\/usr\/sbin\/server -c conf\) ended with exit code 1\.$/)
})

test('a socket that was open between two looks ends a gap, where a client was let in', () => {
  const listeners = [hold(1, 0, 5020), hold(3, 7000)]
  const letIn = lost(6010, 5, { outcome: 'dropped' })
  const attempts = [refused(5030), refused(6000), letIn, refused(6100), refused(6900)]
  const [finding] = findIn({ restarts: [restart({ settled: 7100 })], listeners, attempts })
  expect(finding?.title).toBe('No process was listening for at least 970 ms')
  expect(finding?.evidence).toMatch(/^4 connections refused in the restart, in 2 gaps;/)
})

test('a start that was done as the old process answered for the new one is named', () => {
  const ready = { by: 'http', path: '/', withinMs: 1000 } as const
  const facts: Partial<Ledger> = {
    scenario: stepping({ kind: 'start', ready }, { kind: 'signal', signal: 'SIGTERM', to: 'old' }),
    events: [stepDone(5010, 10, 'start', 'pid 2')],
    attempts: [refused(5130), refused(5300)],
  }
  const [finding] = findIn({ ...facts, listeners: [hold(1, 0, 5120), hold(2, 5310)] })
  expect(finding?.evidence).toMatch(
    /the new one to listen 310 ms after it; "start" was done 300 ms before that, when the old process still listened and answered for it\.$/,
  )
  expect(finding?.remedy).toMatch(/^Wait for the new process before the step that ends the old one/)
  const [stopped] = findIn({ ...facts, listeners: [hold(1, 0, 5005), hold(2, 5310)], attempts: [refused(5030)] })
  expect(stopped?.remedy).toMatch(/^Hand the listening socket over/)
})
