import { expect, test } from 'vitest'
import { findFindings } from '../../../src/verdict/findings.ts'
import { attempt, ledgerWith, restart } from '../support.ts'
import { findIn, idsIn, lost, onReused } from './support.ts'

test('requests on reused connections that were closed before an answer', () => {
  const restarts = [restart({}), restart({ index: 2, begun: 7000, settled: 7300 })]
  const post = onReused(7110, 5, { method: 'POST', retryable: false })
  const [finding, ...more] = findIn({
    restarts,
    attempts: [onReused(5101, 3, { outcome: 'dropped' }), onReused(5180, 40), post],
  })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'keepalive-race',
    title: '3 requests raced with the close of their keep-alive connection',
    restarts: [1, 2],
  })
  expect(finding?.evidence).toBe(
    '2 reset and 1 dropped on reused connections in 2 of 2 restarts, at most 40 ms after they were sent, in restart 1 from 101 ms to 180 ms after ' +
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
