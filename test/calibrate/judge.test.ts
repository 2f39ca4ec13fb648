import { describe, expect, test } from 'vitest'
import { findDisagreements, findDoubts } from '../../src/calibrate/judge.ts'
import type { Confusion, ConfusionRow, HealthCheck } from '../../src/model/calibration.ts'
import { ledgerWith, traffic } from '../verdict/support.ts'

const healthy: HealthCheck = { traffic: 'http', kind: 'http', requests: 100, failures: {} }
const fin: ConfusionRow = { injected: 'fin', expected: 'dropped', count: 5, reported: { dropped: 5 }, wrong: 0 }

function findIn(rows: ConfusionRow[], more: { healthy?: HealthCheck; gaps?: string[]; doubts?: string[] } = {}) {
  const confusion: Confusion = { traffic: 'http', kind: 'http', begun: 100, read: 100, rows }
  return findDisagreements({
    confusion: [confusion],
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
      'http: 5 × fin, to be reported as dropped, came as 1 ok, 3 dropped, 1 timeout',
    ])
    expect(findIn([], { healthy: { ...healthy, failures: { reset: 2 } }, gaps: ['a gap'] })).toEqual([
      'http: of 100 requests to a healthy server some were reported as failed: 2 reset',
      'a gap',
    ])
  })

  test('is not what a machine that stood still brings about, and all else is', () => {
    const doubts = ['the harness stood still for up to 800 ms']
    const late = { ...fin, reported: { dropped: 3, timeout: 1, local: 1 }, wrong: 2 }
    expect(findIn([late], { doubts, healthy: { ...healthy, failures: { timeout: 3 } }, gaps: ['a gap'] })).toEqual([])
    expect(findIn([{ ...late, wrong: 3 }], { doubts })).toHaveLength(1)
    expect(findIn([fin], { doubts, healthy: { ...healthy, failures: { timeout: 3, reset: 1 } } })).toHaveLength(1)
    const silence = { injected: 'silence', expected: 'timeout', count: 2, reported: { timeout: 1, ok: 1 }, wrong: 1 }
    expect(findIn([silence], { doubts })).toHaveLength(1)
  })
})

test('there is doubt where the harness or the server stood still, or requests failed on this side', () => {
  expect(findDoubts([{ ledger: ledgerWith({}) }], 0)).toEqual([])
  const stalled = { t: 10, kind: 'harness-stalled', thread: 'load', ms: 812.4 } as const
  const ledger = ledgerWith({ events: [stalled], traffic: [traffic('http', 'http', { ok: 5, local: 2 })] })
  expect(findDoubts([{ ledger }, { ledger: ledgerWith({}) }], 600)).toEqual([
    'the harness stood still for up to 812 ms',
    'the server stood still for up to 600 ms',
    '2 requests failed on the side of the harness',
  ])
})
