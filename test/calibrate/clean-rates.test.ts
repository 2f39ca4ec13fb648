import { expect, test } from 'vitest'
import { findFlaw } from '../../src/calibrate/clean-rates.ts'
import { attempt, ledgerWith, traffic } from '../verdict/support.ts'

const quick = { p50: 1, p90: 2, p99: 3, p999: 4, max: 5 }
const ledger = ledgerWith({ traffic: [traffic('http', 'http', { ok: 1000 }, { latencyMs: quick })] })
const slow = ledgerWith({ traffic: [traffic('http', 'http', { ok: 1000 }, { latencyMs: { ...quick, p99: 182 } })] })
const behind = { t: 5100, kind: 'generator-behind', traffic: 'http', lateMs: 250, arrivals: 400 } as const
const late = ledgerWith({ traffic: [traffic('http', 'http', { ok: 1000 })], events: [behind] })

test.each([
  ['a failure', { ledger, attempts: [attempt({ outcome: 'timeout' })] }, 0.99, /^1 requests failed: timeout$/],
  ['a generator that fell behind', { ledger: late, attempts: [] }, 0.99, /could not keep its schedule/],
  [
    'requests that wait for a connection',
    { ledger: slow, attempts: [] },
    0.99,
    /99% were answered only within 182 ms$/,
  ],
  ['a schedule that was not kept', { ledger, attempts: [] }, 0.949, /^only 94\.9% of the requests were sent/],
])('a rate is not clean with %s', (_title, trial, punctual, why) => {
  expect(findFlaw(trial, punctual)).toMatch(why)
})

test('a rate is clean where there is nothing to say against it', () => {
  expect(findFlaw({ ledger, attempts: [] }, 0.95)).toBeNull()
})
