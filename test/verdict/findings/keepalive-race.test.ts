import { expect, test } from 'vitest'
import type { Attempt } from '../../../src/model/attempt.ts'
import type { LatencySummary } from '../../../src/model/latency.ts'
import { findFindings } from '../../../src/verdict/findings.ts'
import { attempt, ledgerWith, restart, soundLedger } from '../support.ts'
import { findIn, idsIn, life, lost, onReused, stepDone, stepping } from './support.ts'

test('requests on reused connections that were closed before an answer', () => {
  const restarts = [restart({}), restart({ index: 2, begun: 7000, settled: 7300 })]
  const post = onReused(7110, 5, { method: 'POST', retryable: false })
  const [finding, ...more] = findIn({
    restarts,
    attempts: [onReused(5101, 3, { outcome: 'dropped' }), onReused(5180, 4), post],
  })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'keepalive-race',
    title: '3 requests raced with the close of their keep-alive connection',
    restarts: [1, 2],
  })
  expect(finding?.evidence).toBe(
    '2 reset and 1 dropped on reused connections in 2 of 2 restarts, at most 5 ms after they were sent, in restart 1 from 101 ms to 180 ms after ' +
      'its first step; a client that retries as RFC 9110 allows would have hidden 2 of them.',
  )
})

test('what a retry has hidden is found as well, and the text says so', () => {
  const again = attempt({
    outcome: 'ok',
    due: 5100,
    sent: 5104,
    end: 5106,
    retried: { outcome: 'reset', phase: 'headers' },
  })
  const ledger = ledgerWith({ attempts: [again], attemptsRecorded: 1 }, { clients: 'retrying' })
  const [finding] = findFindings(ledger)
  expect(finding?.evidence).toMatch(/^1 reset on reused connections.*; 1 of them succeeded when they were retried\.$/)
})

test('a new connection, or one that had begun to answer, was not idle', () => {
  expect(idsIn({ attempts: [lost(5101, 3)] })).toEqual(['accepted-unanswered'])
  expect(idsIn({ attempts: [onReused(5101, 3, { outcome: 'truncated', bytesRead: 3 })] })).toEqual(['cut-in-flight'])
})

function over(connectMs: number, inFlight: number): Attempt {
  return onReused(5120, inFlight, { connection: { id: 1, reused: true, connectMs } })
}

function answering(http: Partial<LatencySummary>) {
  const usual = { p50: 60, p90: 62, p99: 65, p999: 70, max: 80, ...http }
  return { baseline: { ...soundLedger().baseline, latencyByTraffic: { http: usual } } }
}

test('what was cut later than a close could cross with it was in work, be it for 49 ms', () => {
  const [finding, ...more] = findIn({ attempts: [over(0.2, 49)], ...answering({}) })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'cut-in-flight', restarts: [1], figures: { requests: 1, longestInFlightMs: 49 } })
  expect(idsIn({ attempts: [over(0.2, 2)], ...answering({}) })).toEqual(['keepalive-race'])
})

test('over a long way it may have crossed with the close for longer', () => {
  const far = answering({ p50: 400, p99: 500, max: 600 })
  const [finding, ...more] = findIn({ attempts: [over(180, 200)], ...far })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'keepalive-race', restarts: [1], figures: { longestInFlightMs: 200 } })
  expect(idsIn({ attempts: [over(180, 390)], ...far })).toEqual(['cut-in-flight'])
})

test('a SYN that had to be sent again makes no way long: an answer takes a round trip at least', () => {
  expect(idsIn({ attempts: [over(1000, 100)], ...answering({ p50: 1, p99: 3, max: 200 }) })).toEqual(['keepalive-race'])
  const before = onReused(5020, 40, { connection: { id: 1, reused: true, connectMs: 1000 } })
  expect(idsIn({ attempts: [before], ...answering({ p50: 1, p99: 3, max: 200 }) })).toEqual(['cut-in-flight'])
})

test('where most are answered within the time of a crossing, it does not tell', () => {
  expect(idsIn({ attempts: [over(0.2, 6)], ...answering({ p50: 2, p99: 9, max: 10 }) })).toEqual(['keepalive-race'])
})

test('a server that exits at once on its signal cuts what it had, and crosses with what it had not', () => {
  const facts = {
    scenario: stepping({ kind: 'stop', to: 'main', signal: 'SIGTERM', withinMs: 1000 }),
    events: [stepDone(5110, 10, 'stop by TERM')],
    processes: [life(7, { ended: 5125, code: 0 })],
    ...answering({ p50: 400, p99: 500, max: 600 }),
  }
  expect(idsIn({ ...facts, attempts: [over(0.2, 49)] })).toEqual(['killed'])
  expect(idsIn({ ...facts, attempts: [over(180, 200)] })).toEqual(['keepalive-race'])
})
