import { describe, expect, test } from 'vitest'
import { compareRequests } from '../../src/calibrate/requests.ts'
import type { Committed, ListenerGap } from '../../src/calibrate/server/protocol.ts'
import type { Attempt } from '../../src/model/attempt.ts'
import { noOutcomes, type OutcomeCounts } from '../../src/model/outcome.ts'

const TARGET = '/http?every=10'
const GAP: ListenerGap = { closing: 500, closed: 500.2, opening: 520, open: 520.3 }

function fault(kind: Committed['fault'], port: number, at: number, target = TARGET): Committed {
  return { target, fault: kind, port, at }
}

function attempt(port: number, sent: number, end: number, facts: Partial<Attempt>): Attempt {
  const connection = { id: port, reused: true, localPort: port }
  const always = {
    traffic: 'http',
    method: 'GET',
    path: TARGET,
    due: sent,
    bytesWritten: 1,
    bytesRead: 0,
    retryable: false,
  }
  return { ...always, outcome: 'dropped', phase: 'headers', code: 'FIN', sent, end, connection, ...facts }
}

function refused(due: number, end: number): Attempt {
  const connection = { id: 0, reused: false }
  const { sent: _, ...rest } = attempt(0, due, end, {
    outcome: 'refused',
    phase: 'connect',
    code: 'ECONNREFUSED',
    connection,
  })
  return rest
}

function rowsOf(committed: Committed[], attempts: Attempt[], read: number, more: { begun?: number; ok?: number } = {}) {
  const failed = noOutcomes()
  for (const { outcome } of attempts) failed[outcome] += 1
  const begun = more.begun ?? read
  const outcomes: OutcomeCounts = { ...failed, ok: more.ok ?? begun - attempts.length }
  const account = { requests: { [TARGET]: read }, committed, reads: {}, stoodStillMs: 0 }
  const seen = { traffic: 'http', kind: 'http', target: TARGET, begun, outcomes, attempts }
  return Object.fromEntries(compareRequests(account, [GAP], seen).rows.map(({ injected, ...row }) => [injected, row]))
}

describe('a fault and an attempt belong together', () => {
  test('that were on the same connection at the same time', () => {
    const committed = [
      fault('fin', 4001, 100),
      fault('503', 4002, 110),
      fault('503', 4002, 130),
      fault('silence', 4003, 140),
    ]
    const attempts = [
      attempt(4002, 129, 131, { outcome: 'status', phase: 'body', code: '503' }),
      attempt(4001, 99, 101, {}),
      attempt(4002, 109, 111, { outcome: 'status', phase: 'body', code: '503' }),
      attempt(4003, 139, 640, { outcome: 'timeout', phase: 'headers' }),
    ]
    expect(rowsOf(committed, attempts, 50)).toEqual({
      healthy: { expected: 'ok', count: 46, reported: { ok: 46 }, wrong: 0 },
      fin: { expected: 'dropped', count: 1, reported: { dropped: 1, ok: 0 }, wrong: 0 },
      '503': { expected: 'status', count: 2, reported: { status: 2, ok: 0 }, wrong: 0 },
      silence: { expected: 'timeout', count: 1, reported: { timeout: 1, ok: 0 }, wrong: 0 },
    })
  })

  test('and two that were swapped do not cancel each other out', () => {
    const committed = [fault('fin', 4001, 100), fault('rst', 4002, 100)]
    const attempts = [
      attempt(4001, 99, 101, { outcome: 'reset', code: 'ECONNRESET' }),
      attempt(4002, 99, 101, { outcome: 'dropped', code: 'FIN' }),
    ]
    const { fin, rst } = rowsOf(committed, attempts, 50)
    expect(fin).toMatchObject({ reported: { reset: 1 }, wrong: 1 })
    expect(rst).toMatchObject({ reported: { dropped: 1 }, wrong: 1 })
  })

  test('and not with faults of another path', () => {
    expect(Object.keys(rowsOf([fault('fin', 4001, 100, '/other')], [], 50))).toEqual(['healthy'])
  })
})

describe('what is wrong is reported', () => {
  test('of a fault that was not reported', () => {
    const { fin, healthy } = rowsOf([fault('fin', 4001, 100)], [], 50)
    expect(fin).toEqual({ expected: 'dropped', count: 1, reported: { ok: 1 }, wrong: 1 })
    expect(healthy).toMatchObject({ count: 49, reported: { ok: 49 }, wrong: 0 })
  })

  test('of the right outcome in the wrong phase, and of FIN taken for RST in the middle of a body', () => {
    const committed = [fault('fin-in-body', 4001, 100), fault('rst-in-body', 4002, 100), fault('garbage', 4003, 100)]
    const truncated = { outcome: 'truncated', phase: 'body', code: 'FIN' } as const
    const rows = rowsOf(
      committed,
      [
        attempt(4001, 99, 101, truncated),
        attempt(4002, 99, 101, truncated),
        attempt(4003, 99, 101, { outcome: 'invalid', phase: 'body', code: 'HPE_INVALID_CONSTANT' }),
      ],
      50,
    )
    expect([rows['fin-in-body']?.wrong, rows['rst-in-body']?.wrong, rows['garbage']?.wrong]).toEqual([0, 1, 1])
  })

  test('of a wrong byte that was seen in another place, and of a stream that was reset with another code', () => {
    const mismatch = { outcome: 'invalid', phase: 'body', code: 'CONTENT_MISMATCH' } as const
    const rows = rowsOf(
      [
        { ...fault('wrong-byte', 4001, 100), place: 160 },
        { ...fault('wrong-byte', 4002, 100), place: 161 },
        fault('stream-refused', 4003, 100),
      ],
      [
        attempt(4001, 99, 101, { ...mismatch, detail: 'at byte 160 of the body expected "0", found "X"' }),
        attempt(4002, 99, 101, { ...mismatch, detail: 'at byte 16 of the body expected "0", found "X"' }),
        attempt(4003, 99, 101, { outcome: 'reset', phase: 'headers', code: 'CANCEL' }),
      ],
      50,
    )
    expect([rows['wrong-byte'], rows['stream-refused']].map((row) => [row?.count, row?.wrong])).toEqual([
      [2, 1],
      [1, 1],
    ])
  })

  test('of a good answer that was reported as a failure, be it an unusual one', () => {
    const rows = rowsOf(
      [fault('eof-body', 4001, 100), fault('eof-body', 4002, 100)],
      [
        attempt(4001, 99, 101, { outcome: 'truncated', phase: 'body' }),
        attempt(4009, 199, 201, { outcome: 'reset', code: 'ECONNRESET' }),
      ],
      50,
    )
    expect(rows['eof-body']).toEqual({ expected: 'ok', count: 2, reported: { truncated: 1, ok: 1 }, wrong: 1 })
    expect(rows['healthy']).toEqual({ expected: 'ok', count: 48, reported: { reset: 1, ok: 47 }, wrong: 1 })
  })

  test('of an answer that was counted twice, or not at all', () => {
    expect(rowsOf([], [], 50, { ok: 51 })['healthy']?.wrong).toBe(1)
    expect(rowsOf([], [], 50, { ok: 48 })['healthy']?.wrong).toBe(2)
  })
})

describe('while there is no listener', () => {
  test('requests are refused, or reset in the accept queue as it closes', () => {
    const inQueue = attempt(4005, 499.9, 500.3, { outcome: 'reset', code: 'ECONNRESET' })
    const rows = rowsOf([], [refused(505, 505.2), refused(519, 520.1), inQueue], 50, { begun: 53 })
    expect(rows['no-listener']).toEqual({
      expected: 'refused',
      count: 3,
      reported: { refused: 2, reset: 1 },
      wrong: 0,
    })
    expect(rows['healthy']).toMatchObject({ count: 50, reported: { ok: 50 }, wrong: 0 })
  })

  test('one that is refused although somebody listens is a false failure, and one that vanished is missed', () => {
    const rows = rowsOf([], [refused(300, 301)], 50, { begun: 51 })
    expect(rows['healthy']).toMatchObject({ reported: { refused: 1, ok: 50 }, wrong: 1 })
    expect(rows['no-listener']).toMatchObject({ count: 1, reported: {}, wrong: 1 })
  })

  test('and one that the server read cannot have been refused', () => {
    const rows = rowsOf([], [refused(510, 511)], 50)
    expect(rows['no-listener']).toMatchObject({ count: 0, reported: { refused: 1 }, wrong: 1 })
  })
})
