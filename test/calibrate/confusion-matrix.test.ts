import { describe, expect, test } from 'vitest'
import { buildConfusionMatrix, describeConfusion, type ExpectedReports } from '../../src/calibrate/confusion-matrix.ts'

const EXPECTED: ExpectedReports<'yes' | 'no'> = [
  ['good', 'yes'],
  ['bad', 'no'],
  ['never', 'no'],
  ['unfounded', 'none'],
]

const rows = buildConfusionMatrix(EXPECTED, [
  { injected: 'unfounded', count: 0, reported: { no: 1 }, wrong: 1 },
  { injected: 'bad', count: 2, reported: { no: 2 }, wrong: 1 },
  { injected: 'good', count: 3, reported: { yes: 3 }, wrong: 0 },
  { injected: 'bad', count: 1, reported: { yes: 1 }, wrong: 1 },
])

function explain(excused: number): string[] {
  return describeConfusion({ traffic: 'http', rows }, 'answers ', () => excused)
}

describe('a confusion matrix', () => {
  test('sums what was injected in the same way, in the order of what can be', () => {
    expect(rows).toEqual([
      { injected: 'good', expected: 'yes', count: 3, reported: { yes: 3 }, wrong: 0 },
      { injected: 'bad', expected: 'no', count: 3, reported: { no: 2, yes: 1 }, wrong: 2 },
      { injected: 'unfounded', expected: 'none', count: 0, reported: { no: 1 }, wrong: 1 },
    ])
  })

  test('explains what lies beside its diagonal, unless it is excused', () => {
    expect(explain(0)).toEqual([
      'http: 3 answers × bad, expected as no, reported as 2 no, 1 yes, 1 of them with another phase, code, side or place',
      'http: 0 answers × unfounded, expected as none, reported as 1 no',
    ])
    expect(explain(1)).toHaveLength(1)
    expect(explain(2)).toEqual([])
  })
})
