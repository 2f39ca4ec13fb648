import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildHistory } from '../../src/history/build-history.ts'
import { findReports } from '../../src/history/find-reports.ts'
import { describeHistory } from '../../src/history/history-sentences.ts'
import { renderHistoryHtml } from '../../src/history/html.ts'
import type { Report, RestartReport } from '../../src/model/report.ts'
import { reportOf, restartLosing, times } from '../compare/support.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hitless-history-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

interface Made {
  day: number
  label?: string | null
  restarts: RestartReport[]
  facts?: Partial<Report>
}

/** Writes the report of a run that was made on a day of January 2026. */
function makeRun({ day, label = null, restarts, facts = {} }: Made, name = 'service'): Report {
  const startedAt = `2026-01-${String(day).padStart(2, '0')}T12:00:00.000Z`
  const failures = restarts.reduce((sum, { outcomes }) => sum + outcomes.reset, 0)
  const attempts = 1000 * restarts.length
  const base = reportOf(name, restarts, facts)
  const sla = { ...base.sla, attempts, failures, availability: (attempts - failures) / attempts }
  const report = { ...base, sla, run: { ...base.run, id: `${name}-${day}`, label, startedAt } }
  mkdirSync(join(folder, `${name}-${day}`))
  writeFileSync(join(folder, `${name}-${day}`, 'report.json'), JSON.stringify(report))
  return report
}

function gather() {
  return buildHistory(findReports(folder))
}

describe('history.html', () => {
  test('has a column for each run, and keeps text text', () => {
    makeRun({ day: 1, label: '<script>alert(1)</script>', restarts: times(2, restartLosing(0)) })
    makeRun({ day: 2, label: 'v2', restarts: times(2, restartLosing(3)) })
    const page = renderHistoryHtml(gather())
    expect(page).not.toContain('<script')
    expect(page).toContain('2026-01-02 12:00')
    expect(page).toContain('<strong class="bad">6 of 2,000</strong>')
    expect(page.match(/<svg class="plot" role="img"/g)).toHaveLength(3)
  })
})

describe('availability over time', () => {
  test('adds up the runs of a scenario, in order of time, and by label', () => {
    makeRun({ day: 9, label: 'v2', restarts: times(2, restartLosing(10)) })
    makeRun({ day: 3, label: 'v1', restarts: times(3, restartLosing(0)) })
    makeRun({ day: 5, label: 'v1', restarts: times(3, restartLosing(1)) })
    const { scenarios } = gather()
    expect(scenarios).toHaveLength(1)
    const [service] = scenarios
    expect(service?.runs.map(({ id }) => id)).toEqual(['service-3', 'service-5', 'service-9'])
    expect(service?.all).toMatchObject({ runs: 3, attempts: 8000, failures: 23, restarts: 8, withLoss: 5 })
    expect(service?.all.availability).toBe((8000 - 23) / 8000)
    expect(service?.labels.map(({ label, runs, failures }) => [label, runs, failures])).toEqual([
      ['v1', 2, 3],
      ['v2', 1, 20],
    ])
  })

  test('names the worst restart and what the restarts took of the budget of a year', () => {
    makeRun({ day: 1, restarts: [restartLosing(0), restartLosing(500, { settledMs: 60_000 })] })
    makeRun({ day: 2, restarts: [restartLosing(0, { outageMs: 30_000 }), restartLosing(0)] })
    const [service] = gather().scenarios
    // Half of a minute's window was lost, and as long a time nobody could connect.
    expect(service?.budget.spentMinutes).toBeCloseTo(1, 12)
    expect(service?.budget.perRestartMinutes).toBeCloseTo(0.25, 12)
    expect(service?.worst).toMatchObject({ runId: 'service-1', index: 2, failures: 500 })
    expect(service?.budget.restartsPerYear).toBe(Math.floor((1 - (service?.target ?? 0)) * 365 * 24 * 60 * 4))
  })

  test('distinguishes a regression from chance, and says where it cannot', () => {
    makeRun({ day: 1, label: 'v1', restarts: times(6, restartLosing(0)) })
    makeRun({ day: 2, label: 'v2', restarts: times(6, restartLosing(4)) })
    expect(gather().scenarios[0]?.trend).toMatchObject({ latest: 'v2', status: 'worse', tellable: true })
    makeRun({ day: 3, label: 'v3', restarts: [restartLosing(500)] })
    const [service] = gather().scenarios
    expect(service?.trend).toMatchObject({ latest: 'v3', status: 'within-chance', tellable: false })
    expect(service && describeHistory(service).join('\n')).toContain('too few restarts for a significant result')
  })

  test('keeps scenarios apart, counts a copied run once, and says what it could not read', () => {
    const report = makeRun({ day: 1, restarts: [restartLosing(0)] })
    makeRun({ day: 2, restarts: [restartLosing(0)] }, 'other')
    mkdirSync(join(folder, 'copies', 'deep'), { recursive: true })
    writeFileSync(join(folder, 'copies', 'deep', 'report.json'), JSON.stringify(report))
    mkdirSync(join(folder, 'broken'))
    writeFileSync(join(folder, 'broken', 'report.json'), '{')
    const { scenarios, unread } = gather()
    expect(scenarios.map(({ name, runs }) => [name, runs.length])).toEqual([
      ['other', 1],
      ['service', 1],
    ])
    expect(unread).toHaveLength(1)
    expect(unread[0]).toContain(join('broken', 'report.json'))
  })
})

test('verdicts by different rules are said to be so', () => {
  makeRun({ day: 1, restarts: [restartLosing(0)] })
  makeRun({ day: 2, restarts: [restartLosing(0)], facts: { rules: 1 } })
  const [service] = buildHistory(findReports(folder)).scenarios
  expect(service?.rules).toEqual([1, 2])
  expect(service && describeHistory(service)[0]).toMatch(
    /inconclusive\. These verdicts are by different rules \(versions 1 and 2\)\.$/,
  )
})
