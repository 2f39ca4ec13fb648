import { describe, expect, test } from 'vitest'
import { findDisagreements, findDoubts } from '../../src/calibrate/judge.ts'
import type { Confusion, ConfusionRow, HealthCheck, ShownEnd, ShownMessage } from '../../src/model/calibration.ts'
import { ledgerWith, traffic } from '../verdict/support.ts'

const healthy: HealthCheck = { traffic: 'http', kind: 'http', requests: 100, failures: {} }
const fin: ConfusionRow = { injected: 'fin', expected: 'dropped', count: 5, reported: { dropped: 5 }, wrong: 0 }

interface More {
  healthy?: HealthCheck
  gaps?: string[]
  doubts?: string[]
  ends?: ConfusionRow<ShownEnd>[]
  messages?: ConfusionRow<ShownMessage>[]
  openings?: string[]
}

function findIn(rows: ConfusionRow[], more: More = {}) {
  const confusion: Confusion = { traffic: 'http', kind: 'http', begun: 100, read: 100, rows }
  return findDisagreements({
    confusion: [confusion],
    longLived: {
      ends: [{ traffic: 'sse', kind: 'sse', held: 9, reported: 9, rows: more.ends ?? [] }],
      messages: [{ traffic: 'sse', kind: 'sse', rows: more.messages ?? [] }],
      disagreements: more.openings ?? [],
    },
    health: { healthy: [more.healthy ?? healthy], disagreements: [] },
    gaps: { disagreements: more.gaps ?? [] },
    doubts: more.doubts ?? [],
  })
}

describe('what does not agree', () => {
  test('is nothing where every fault came as what it was', () => {
    expect(findIn([fin])).toEqual([])
  })

  test('is said with what was to come and what came', () => {
    expect(findIn([{ ...fin, reported: { ok: 1, dropped: 3, timeout: 1 }, wrong: 2 }])).toEqual([
      'http: 5 × fin, expected as dropped, reported as 1 ok, 3 dropped, 1 timeout',
    ])
    expect(findIn([{ ...fin, reported: { dropped: 4, ok: 1 }, wrong: 3 }])).toEqual([
      'http: 5 × fin, expected as dropped, reported as 4 dropped, 1 ok, 2 of them with another phase, code, side or place',
    ])
    expect(findIn([], { healthy: { ...healthy, failures: { reset: 2 } }, gaps: ['a gap'] })).toEqual([
      'http: of 100 requests to a healthy server some were reported as failed: 2 reset',
      'a gap',
    ])
  })

  test('is not what a machine that stood still brings about, and all else is', () => {
    const doubts = ['the harness stalled for up to 800 ms']
    const late = { ...fin, reported: { dropped: 3, timeout: 1, local: 1 }, wrong: 2 }
    expect(findIn([late], { doubts, healthy: { ...healthy, failures: { timeout: 3 } }, gaps: ['a gap'] })).toEqual([])
    expect(findIn([{ ...late, wrong: 3 }], { doubts })).toHaveLength(1)
    expect(findIn([fin], { doubts, healthy: { ...healthy, failures: { timeout: 3, reset: 1 } } })).toHaveLength(1)
    const silence = { injected: 'silence', expected: 'timeout', count: 2, reported: { timeout: 1, ok: 1 }, wrong: 1 }
    expect(findIn([silence], { doubts })).toHaveLength(1)
  })
})

describe('of connections', () => {
  const cut: ConfusionRow<ShownEnd> = {
    injected: 'fin',
    expected: 'cut FIN',
    count: 3,
    reported: { kept: 1, stalled: 1, 'cut FIN': 1 },
    wrong: 2,
  }
  const lost: ConfusionRow<ShownMessage> = {
    injected: 'leftOut',
    expected: 'lost',
    count: 3,
    reported: { lost: 2, received: 1 },
    wrong: 1,
  }

  test('it is said how they ended and what came of their messages', () => {
    expect(findIn([], { ends: [cut], messages: [lost], openings: ['an opening'] })).toEqual([
      'sse: 3 connections × fin, expected as cut FIN, reported as 1 kept, 1 stalled, 1 cut FIN',
      'sse: 3 messages × leftOut, expected as lost, reported as 2 lost, 1 received',
      'an opening',
    ])
  })

  test('a machine that stands still may take some for stalled, and no others', () => {
    const doubts = ['the server stalled for up to 800 ms']
    expect(findIn([], { ends: [{ ...cut, wrong: 1 }], messages: [lost], openings: ['an opening'], doubts })).toEqual([])
    expect(findIn([], { ends: [cut], doubts })).toHaveLength(1)
    const early: ConfusionRow<ShownEnd> = {
      injected: '200-in-upload',
      expected: 'graceful',
      count: 2,
      reported: { kept: 2 },
      wrong: 2,
    }
    expect([findIn([], { ends: [early], doubts }), findIn([], { ends: [early] })].map(({ length }) => length)).toEqual([
      0, 1,
    ])
    const silence: ConfusionRow<ShownEnd> = {
      injected: 'silence',
      expected: 'stalled',
      count: 2,
      reported: { stalled: 1, kept: 1 },
      wrong: 1,
    }
    expect(findIn([], { ends: [silence], doubts })).toHaveLength(1)
  })
})

test('there is doubt where the harness or the server stood still, or requests failed on this side', () => {
  expect(findDoubts([{ ledger: ledgerWith({}) }], 0)).toEqual([])
  const stalled = { t: 10, kind: 'harness-stalled', thread: 'load', ms: 812.4 } as const
  const ledger = ledgerWith({ events: [stalled], traffic: [traffic('http', 'http', { ok: 5, local: 2 })] })
  expect(findDoubts([{ ledger }, { ledger: ledgerWith({}) }], 600)).toEqual([
    'the harness stalled for up to 812 ms',
    'the server stalled for up to 600 ms',
    '2 requests failed inside the harness',
  ])
})
