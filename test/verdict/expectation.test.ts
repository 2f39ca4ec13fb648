import { describe, expect, test } from 'vitest'
import { findUnmet } from '../../src/verdict/expectation.ts'
import { judge } from '../../src/verdict/judge.ts'
import { ledgerWith } from './support.ts'

const expectation = { verdict: 'fail' as const, held: [], broken: [], findings: [] }
const finding = { title: '', explanation: '', remedy: '', evidence: '', restarts: [], references: [] }

describe('what a scenario expects of itself', () => {
  test('is met by the verdict, the guarantees and the findings together', () => {
    const ended = {
      status: 'fail' as const,
      guarantees: [
        { id: 'replaced' as const, status: 'held' as const, evidence: '' },
        { id: 'no-refusals' as const, status: 'broken' as const, evidence: '' },
      ],
      findings: [{ id: 'no-listener' as const, ...finding }],
    }
    const whole = {
      ...expectation,
      held: ['replaced' as const],
      broken: ['no-refusals' as const],
      findings: ['no-listener' as const],
    }
    expect(findUnmet(whole, ended)).toEqual([])
    expect(findUnmet({ ...whole, verdict: 'pass' }, ended)).toEqual(['expected the verdict pass, it is fail'])
    expect(findUnmet({ ...whole, held: ['no-refusals'] }, ended)).toEqual([
      'expected no-refusals to hold, it is broken',
    ])
    expect(findUnmet({ ...whole, broken: ['takeover'] }, ended)).toEqual([
      'expected takeover to be broken, it is not observed',
    ])
    expect(findUnmet({ ...whole, findings: ['stale-worker'] }, ended)).toEqual([
      'expected the finding stale-worker, found no-listener',
    ])
  })

  test('turns a pass for the wrong reasons into a failure', () => {
    const sound = judge(ledgerWith({}, {}, { verdict: 'pass', held: ['replaced'] })).verdict
    expect(sound).toMatchObject({ status: 'pass', exitCode: 0, expected: 'pass', unmet: [] })
    const wrong = judge(ledgerWith({}, {}, { verdict: 'pass', broken: ['replaced'] })).verdict
    expect(wrong).toMatchObject({ status: 'pass', exitCode: 1, unmet: ['expected replaced to be broken, it is held'] })
  })
})
