import { describe, expect, test } from 'vitest'
import type { RestartRecord } from '../../src/model/ledger.ts'
import { project } from '../../src/verdict/projection.ts'
import { ledgerWith, restart } from './support.ts'

const projectOf = (restarts: RestartRecord[], confidence: number | null = 0.95) =>
  project(ledgerWith({ restarts }, { confidence }))

describe('the projection', () => {
  test('is none where the steps only wait, so that nothing was restarted', () => {
    const ledger = ledgerWith({ restarts: [restart({})] })
    expect(project({ ...ledger, steps: [{ waits: true }] })).toBeNull()
    expect(project({ ...ledger, steps: [{}, { waits: true }] })).not.toBeNull()
  })

  test('of three clean restarts still allows a loss in 63% of all', () => {
    const projection = projectOf([restart({}), restart({ index: 2 }), restart({ index: 3 })])
    expect(projection).toMatchObject({ restartsPerDay: 1, downtimePerYearMinutes: 0 })
    expect(projection?.restartsWithLoss).toEqual({ count: 0, of: 3, upper: expect.closeTo(0.6316, 4) })
    expect(projection?.failuresPerRestart.mean).toBe(0)
    // -ln 0.05 / 3, the bound of a Poisson count.
    expect(projection?.failuresPerRestart.upper).toBeCloseTo(0.998, 2)
  })

  test('of losses that come all at once in one restart has the bound of restarts', () => {
    const projection = projectOf([restart({}), restart({}), restart({ outcomes: { ok: 900, reset: 100 } })])
    expect(projection?.restartsWithLoss).toEqual({ count: 1, of: 3, upper: expect.closeTo(0.86465, 4) })
    expect(projection?.failuresPerRestart).toEqual({ mean: 100 / 3, upper: expect.closeTo(86.465, 2) })
  })

  test('counts the longer of outage and lost share of the window, once a day for a year', () => {
    const lost = { settled: 6000, outcomes: { ok: 990, reset: 10 } }
    expect(projectOf([restart({ ...lost, outageMs: null })])?.downtimePerYearMinutes).toBeCloseTo(
      (10 * 365) / 60_000,
      10,
    )
    expect(projectOf([restart({ ...lost, outageMs: 212 })])?.downtimePerYearMinutes).toBeCloseTo(
      (212 * 365) / 60_000,
      10,
    )
    expect(projectOf([restart({ outcomes: {}, outageMs: null })])?.downtimePerYearMinutes).toBeNull()
  })

  test('reckons with as many restarts a day as the scenario says', () => {
    const facts = { restarts: [restart({ outageMs: 300, outcomes: { ok: 990, reset: 10 } })] }
    const daily = project(ledgerWith(facts))
    const often = project(ledgerWith(facts, { restartsPerDay: 20 }))
    expect(often?.restartsPerDay).toBe(20)
    expect(often?.downtimePerYearMinutes).toBeCloseTo(20 * (daily?.downtimePerYearMinutes ?? 0), 10)
    expect(often?.failuresPerRestart).toEqual(daily?.failuresPerRestart)
  })

  test('of restarts in which nothing was asked allows one failure in each that may lose something', () => {
    expect(projectOf([restart({ outcomes: {} })])?.failuresPerRestart).toEqual({
      mean: 0,
      upper: expect.closeTo(0.95, 5),
    })
  })

  test('has the budget of the target: 52.6 minutes a year for 99.99%', () => {
    expect(projectOf([restart({})])?.budgetMinutes).toBeCloseTo(52.56, 2)
  })

  test('without a settled restart is none', () => {
    const { settled: _, ...open } = restart({})
    expect(projectOf([])).toBeNull()
    expect(projectOf([open])).toBeNull()
  })

  test('without a confidence takes 95%', () => {
    expect(projectOf([restart({})], null)).toEqual(projectOf([restart({})], 0.95))
  })
})

const yearOf = (outageMs: number, reset: number) =>
  projectOf([restart({ outageMs, outcomes: { ok: 1000, reset } })])?.downtimePerYearMinutes

test('a short wait in which no request failed is no downtime', () => {
  expect(yearOf(189, 0)).toBe(0)
  expect(yearOf(189, 1)).toBeCloseTo((189 * 365) / 60_000)
  expect(yearOf(30_000, 0)).toBeCloseTo((30_000 * 365) / 60_000)
})
