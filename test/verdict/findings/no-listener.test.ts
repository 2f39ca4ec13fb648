import { expect, test } from 'vitest'
import { attempt, restart } from '../support.ts'
import { findIn, hold, idsIn, refused } from './support.ts'

test('refused connections show that nobody listened, and for how long', () => {
  const restarts = [restart({ outageMs: 212 }), restart({ index: 2, begun: 7000, settled: 7300, outageMs: 40 })]
  const attempts = [refused(5042), refused(5100), refused(5145), refused(7020)]
  const [finding, ...more] = findIn({ restarts, attempts, listeners: [hold(11, 0, 5038), hold(12, 5207)] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'no-listener', title: 'No process was listening for 212 ms', restarts: [1, 2] })
  expect(finding?.figures).toEqual({ requests: 4, absentMs: 212 })
  expect(finding?.evidence).toBe(
    '4 connections refused in 2 of 2 restarts; the longest time was that of restart 1, with refusals from 42 ms to 145 ms after its first step; ' +
      'the old socket was seen to close 38 ms after it, the new one to listen 207 ms after it.',
  )
})

test('without fresh traffic and without /proc the refusals themselves tell', () => {
  const [finding] = findIn({ restarts: [restart({ outageMs: null })], attempts: [refused(5042), refused(5100)] })
  expect(finding?.title).toBe('No process was listening for 58 ms')
  expect(finding?.evidence).toBe(
    '2 connections refused in the restart; the longest time was that of restart 1, with refusals from 42 ms to 100 ms after its first step.',
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
