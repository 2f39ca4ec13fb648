import { describe, expect, test } from 'vitest'
import { compareReports } from '../../src/compare/compare-reports.ts'
import { renderComparisonMarkdown } from '../../src/compare/comparison-document.ts'
import { describeBaselineDifference, statusOf } from '../../src/compare/difference-sentences.ts'
import { describeRanking } from '../../src/compare/ranking-sentences.ts'
import type { RunEvent } from '../../src/model/event.ts'
import { noOutcomes } from '../../src/model/outcome.ts'
import type { Report } from '../../src/model/report.ts'
import { reportOf, restartLosing, times } from './support.ts'

describe('strategies side by side', () => {
  test('come best first, whatever their order, with what is beyond chance', () => {
    const bad = reportOf('stop and start', times(5, restartLosing(40)))
    const good = reportOf('hand over', times(5, restartLosing(0)))
    const { strategies, differences } = compareReports([bad, good])
    expect(strategies.map(({ name, rank }) => [name, rank])).toEqual([
      ['hand over', 1],
      ['stop and start', 2],
    ])
    const losses = differences.find(({ metric }) => metric === 'losses')
    expect(losses).toMatchObject({
      better: 'hand over',
      worse: 'stop and start',
      from: 0,
      to: 0.04,
      beyondChance: true,
    })
    expect(losses?.p).toBeCloseTo(2 / 252, 12)
  })

  test('keep their places where few restarts say nothing, and that is said', () => {
    const one = reportOf('one', [restartLosing(0), restartLosing(0)])
    const other = reportOf('other', [restartLosing(3), restartLosing(0)])
    const comparison = compareReports([other, one])
    expect(comparison.strategies.map(({ name, rank }) => [name, rank])).toEqual([
      ['one', 1],
      ['other', 2],
    ])
    expect(comparison.differences[0]).toMatchObject({ metric: 'losses', beyondChance: false, tellable: false })
    expect(describeRanking(comparison)[1]?.text).toContain('With so few restarts no difference can be significant')
  })

  test('a time beyond chance parts no ranks: only what users lose does', () => {
    const quick = reportOf('quick', times(6, restartLosing(0, { takeoverMs: 10 })))
    const slow = reportOf('slow', times(6, restartLosing(0, { takeoverMs: 900 })))
    const { strategies, differences } = compareReports([slow, quick])
    expect(strategies.map(({ name, rank }) => [name, rank])).toEqual([
      ['quick', 1],
      ['slow', 1],
    ])
    expect(differences.find(({ metric }) => metric === 'takeover')?.beyondChance).toBe(true)
  })

  test('what a retry hides counts for one view and not for the other', () => {
    const hidden = reportOf('hidden', times(3, restartLosing(4, { retryable: 4 })))
    const metrics = compareReports([hidden]).strategies[0]?.metrics
    expect(metrics?.losses.values).toEqual([0.004, 0.004, 0.004])
    expect(metrics?.['losses-retrying'].values).toEqual([0, 0, 0])
  })

  test('what a retry made good is lost for strict clients', () => {
    const mended = reportOf('mended', times(30, restartLosing(1, { mended: 3 })), {
      strict: { failures: 120, availability: 0.996, outcomes: { ...noOutcomes(), ok: 29_880, dropped: 120 } },
      retrying: { failures: 30, retried: 90, availability: 0.999 },
    })
    const strategy = compareReports([mended]).strategies[0]
    expect(strategy?.metrics.losses.mean).toBeCloseTo(0.004, 12)
    expect(strategy?.metrics['losses-retrying'].mean).toBeCloseTo(0.001, 12)
    expect([strategy?.strict.failures, strategy?.retrying.failures]).toEqual([120, 30])
    expect(strategy?.outcomes.dropped).toBe(120)
  })

  test('a restart without loss for retrying clients may have one for strict ones', () => {
    const hidden = reportOf('hidden', [...times(28, restartLosing(0)), ...times(2, restartLosing(0, { mended: 1 }))])
    const { strict, retrying } = compareReports([hidden]).strategies[0] ?? {}
    expect([strict?.withLoss, retrying?.withLoss]).toEqual([2, 0])
    // 1 - 0.05^(1/30): none in thirty.
    expect(retrying?.withLossUpper).toBeCloseTo(0.095, 3)
  })

  test('a restart that was never seen to happen is last, without a rank, however little it lost', () => {
    const unseen = reportOf('unseen', times(3, restartLosing(0, { observed: false })))
    const seen = reportOf('seen', times(3, restartLosing(9)))
    const { strategies } = compareReports([unseen, seen])
    expect(strategies.map(({ name, rank }) => [name, rank])).toEqual([
      ['seen', 1],
      ['unseen', null],
    ])
  })

  test('lifelines that were cut count as a share of those that were open', () => {
    const cut = reportOf('cut', [restartLosing(0, { lifelines: { kept: 15, graceful: 1, cut: 3, stalled: 1 } })])
    expect(compareReports([cut]).strategies[0]?.metrics['lifelines-lost'].values).toEqual([0.2])
  })

  test('runs of one name are distinguished', () => {
    const same = reportOf('same', [restartLosing(0)])
    const names = compareReports([same, same]).strategies.map(({ name }) => name)
    expect(names.toSorted()).toEqual(['same', 'same (2)'])
  })
})

describe('the ranking in words', () => {
  test('says where a place may be chance', () => {
    const one = reportOf('one', times(8, restartLosing(0)))
    const other = reportOf('other', [restartLosing(3), ...times(7, restartLosing(0))])
    expect(describeRanking(compareReports([other, one]))[1]?.text).toMatch(
      /Behind one – .* Its rank may be due to chance/,
    )
  })
})

describe('the table', () => {
  test('shows what was lost by class', () => {
    const mixed = restartLosing(3)
    const report = reportOf('mixed', [{ ...mixed, outcomes: { ...mixed.outcomes, refused: 2 } }])
    const strict = { ...report.strict, outcomes: { ...report.outcomes, refused: 2 } }
    const page = renderComparisonMarkdown(compareReports([{ ...report, strict }]))
    expect(page).toContain('| 2 refused, 3 reset |')
  })
})

const started = (command: string): RunEvent => ({ t: 1, kind: 'target-started', pid: 4, command })

function tableOf(reset: number): string {
  return renderComparisonMarkdown(compareReports([reportOf('one', times(4, restartLosing(reset, { outageMs: 526 })))]))
}

describe('a baseline', () => {
  test('names what became worse beyond chance', () => {
    const before = reportOf('service', times(6, restartLosing(0)))
    const after = reportOf('service', times(6, restartLosing(12)))
    const { baseline } = compareReports([after], before)
    expect(baseline?.worse).toHaveLength(2)
    expect(baseline?.worse[0]).toContain('requests lost in the windows none before, 1.2% now')
    expect(baseline?.undecided).toEqual([])
  })

  test('has no complaint about the same restarts, or better ones', () => {
    const before = reportOf('service', times(6, restartLosing(12)))
    expect(compareReports([before], before).baseline?.worse).toEqual([])
    const better = compareReports([reportOf('service', times(6, restartLosing(0)))], before).baseline
    expect(better?.worse).toEqual([])
    expect(better?.changes.find(({ metric }) => metric === 'losses')?.status).toBe('better')
  })

  test('says how many restarts it would take where there are too few', () => {
    const before = reportOf('service', times(2, restartLosing(0)))
    const { baseline } = compareReports([reportOf('service', times(2, restartLosing(12)))], before)
    expect(baseline?.worse).toEqual([])
    expect(baseline?.undecided[0]).toMatch(
      /2 restarts then and 2 now are too few to show a significant change of any metric; 5 each are needed, or 14 now beside those of the baseline/,
    )
  })

  test('lets a time grow by what is too small to matter, however sure it is', () => {
    const before = reportOf('service', times(8, restartLosing(0, { takeoverMs: 20 })))
    const slower = compareReports([reportOf('service', times(8, restartLosing(0, { takeoverMs: 24 })))], before)
    expect(slower.baseline?.worse).toEqual([])
    const slow = compareReports([reportOf('service', times(8, restartLosing(0, { takeoverMs: 240 })))], before)
    expect(slow.baseline?.worse[0]).toContain('takeover 20 ms before, 240 ms now')
  })

  test('calls it a wait where no request failed', () => {
    expect(tableOf(0)).toContain('| waited 526 ms |')
    expect(tableOf(3)).toContain('| 526 ms |')
  })

  test('finds a takeover slower only where it is by both of its bounds, and shows both', () => {
    const before = reportOf('service', times(8, restartLosing(0, { takeoverMs: 40 })))
    const within = (takeoverFromMs: number, takeoverMs: number) =>
      compareReports([reportOf('service', times(8, restartLosing(0, { takeoverFromMs, takeoverMs })))], before)
    const unsure = within(30, 900)
    expect(unsure.baseline?.worse).toEqual([])
    expect(unsure.differences).toEqual([])
    expect(renderComparisonMarkdown(unsure)).toContain('between 30 ms and 900 ms')
    const [worse] = within(300, 900).baseline?.worse ?? []
    expect(worse).toContain('takeover 40 ms before, between 300 ms and 900 ms now')
    const exact = reportOf('exact', times(8, restartLosing(0, { takeoverMs: 40 })))
    const bounded = reportOf('bounded', times(8, restartLosing(0, { takeoverFromMs: 0, takeoverMs: 900 })))
    expect(compareReports([exact, bounded]).differences).toMatchObject([
      { metric: 'takeover', better: 'exact', beyondChance: false, p: 1, earliest: { from: 40, to: 0 } },
    ])
  })

  test('a verdict that was lost needs no statistics', () => {
    const before = reportOf('service', [restartLosing(0)])
    const verdict = {
      status: 'fail',
      exitCode: 1,
      reasons: [{ code: 'sla-missed', message: 'too much was lost' }],
    } as const
    const after = reportOf('service', [restartLosing(500)], { verdict: { ...verdict, reasons: [...verdict.reasons] } })
    expect(compareReports([after], before).baseline?.worse).toEqual([
      'service passed before and fails now: too much was lost',
    ])
  })

  const failed: Report['verdict'] = {
    status: 'fail',
    exitCode: 1,
    reasons: [{ code: 'sla-missed', message: '298 of 9,000 requests failed' }],
  }
  test('makes no failing run green, however few its restarts, nor one that is expected to fail', () => {
    const open: Report['verdict'] = { status: 'inconclusive', exitCode: 3, reasons: [] }
    const before = reportOf('service', times(5, restartLosing(0)), { verdict: open })
    for (const exitCode of [1, 0]) {
      const comparison = compareReports(
        [reportOf('service', [restartLosing(298)], { verdict: { ...failed, exitCode } })],
        before,
      )
      expect(comparison.baseline && statusOf(comparison.baseline)).toBe('fail')
      expect(describeBaselineDifference(comparison)[0]).toMatch(/^Failing, whatever the baseline "service" of /)
      expect(describeBaselineDifference(comparison)).toContain(
        'Failing – service fails now: 298 of 9,000 requests failed',
      )
    }
    const both = compareReports([reportOf('service', [restartLosing(298)], { verdict: failed })], {
      ...before,
      verdict: failed,
    })
    expect(both.baseline?.failing).toEqual(['service failed before and fails now: 298 of 9,000 requests failed'])
  })

  test('is no result where there are too few restarts, or none that was observed', () => {
    const before = reportOf('service', times(5, restartLosing(0)))
    const few = compareReports([reportOf('service', [restartLosing(0)])], before)
    expect(few.baseline && statusOf(few.baseline)).toBe('inconclusive')
    expect(describeBaselineDifference(few)[0]).toMatch(
      /^Too few restarts to tell whether anything is worse than the baseline/,
    )
    expect(few.baseline?.undecided).toEqual([
      'service: 5 restarts then and 1 now are too few to show a significant change of any metric; 5 each are needed',
    ])
    const unseen = compareReports([reportOf('service', [restartLosing(0, { observed: false })])], before)
    expect(unseen.baseline && statusOf(unseen.baseline)).toBe('inconclusive')
    expect(unseen.baseline?.undecided).toEqual(['service: nothing can be compared; no restart was observed now'])
    const same = compareReports([before], before)
    expect(same.baseline && statusOf(same.baseline)).toBe('pass')
  })

  test('of another target, scenario, SLA or version of the rules is said to be another', () => {
    const one = reportOf('service', times(6, restartLosing(0)), {
      events: [started('node /srv/a/server.js --port 4000')],
    })
    const sameThing = { ...one, events: [started('/usr/bin/node /tmp/b/server.js --port 4001')] }
    expect(compareReports([one, one], sameThing).baseline?.unlike).toEqual([])
    const { rules: _, ...old } = reportOf('other', times(6, restartLosing(0)), { events: [started('nginx -p /run')] })
    const unlike = compareReports([one], { ...old, sla: { ...old.sla, target: 0.999 } }).baseline?.unlike
    expect(unlike).toEqual([
      'service has another scenario than the baseline: other then, service now',
      'service has another target than the baseline: nginx then, node server.js now',
      'service has another SLA than the baseline: 99.9% for strict clients then, 99.99% for strict clients now',
      'service has another version of the rules of the verdict than the baseline: version 1 then, version 2 now',
    ])
  })
})
