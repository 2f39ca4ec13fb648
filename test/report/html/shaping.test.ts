import { describe, expect, test } from 'vitest'
import type { Attempt } from '../../../src/model/attempt.ts'
import type { Entry } from '../../../src/model/entry.ts'
import { countFailures } from '../../../src/model/outcome.ts'
import type { ListenerHold } from '../../../src/model/process.ts'
import type { RestartReport, TimelineBucket } from '../../../src/model/report.ts'
import { chooseFailures, FAILURES_SHOWN } from '../../../src/report/html/failures/table.ts'
import { colourOf, numberGenerations } from '../../../src/report/html/generations.ts'
import { createPageContext, restartOf } from '../../../src/report/html/page-context.ts'
import { listGaps, listOverlaps, listSockets } from '../../../src/report/html/processes/sockets.ts'
import { renderGauge } from '../../../src/report/html/summary/gauge.ts'
import { print } from '../../../src/text/markup.ts'
import { buildLedger, failedAttempt, recordAll, runEntry } from '../../ledger/support.ts'
import { attempt, passing } from '../samples.ts'
import { drawn } from './extremes.ts'

function restart(more: Partial<RestartReport>): RestartReport {
  const [first] = passing().restarts
  if (first === undefined) throw new Error('expected a sample with a restart')
  return { ...first, ...more }
}

function bucket(t: number, labels: string[]): TimelineBucket {
  const generations = Object.fromEntries(labels.map((label) => [label, 1]))
  return { t, outcomes: {}, p99Ms: null, latencyMs: null, generations }
}

describe('generations', () => {
  const restarts = [1, 2].map((index) =>
    restart({
      index,
      begun: index * 1000,
      generations: { old: [`w${index - 1}a`, `w${index - 1}b`], new: [`w${index}a`, `w${index}b`] },
    }),
  )

  test('are numbered by restart, whatever labels their workers have', () => {
    const buckets = [bucket(0, ['w0a', 'early']), bucket(1500, ['late'])]
    const { count, ofLabel, ofRestart } = numberGenerations({ restarts, timeline: { bucketMs: 100, buckets } })
    expect(count).toBe(3)
    expect(['w0a', 'w0b', 'w1a', 'w2b', 'early', 'late', 'never'].map(ofLabel)).toEqual([1, 1, 2, 3, 1, 2, undefined])
    expect([null, 1, 2].map(ofRestart)).toEqual([1, 2, 3])
  })

  test('one that comes back after a rollback keeps its number', () => {
    const back = restart({ index: 2, begun: 2000, generations: { old: ['w1a'], new: ['w0a'] } })
    const told = numberGenerations({
      restarts: [...restarts.slice(0, 1), back],
      timeline: { bucketMs: 100, buckets: [] },
    })
    expect(told.ofLabel('w0a')).toBe(1)
  })

  test('neighbours never share a colour', () => {
    for (let number = 1; number < 60; number += 1) expect(colourOf(number)).not.toBe(colourOf(number + 1))
  })
})

function hold(inode: number, pid: number, from: number, to?: number): ListenerHold {
  return { inode, pid, from, ...(to !== undefined && { to }) }
}

describe('listening sockets', () => {
  test('one that is handed on lives as long as anybody holds it', () => {
    const sockets = listSockets([hold(7, 1, 0, 100), hold(7, 2, 60, 200), hold(7, 3, 150)], 500)
    expect(sockets).toEqual([{ inode: 7, t: 0, to: 500, pids: [1, 2, 3] }])
    expect(listGaps(sockets, 500, [])).toEqual([])
    expect(listOverlaps(sockets)).toEqual([])
  })

  test('between two of them there is no listener, and a last gap lasts until the end', () => {
    const sockets = listSockets([hold(7, 1, 10, 100), hold(8, 2, 160, 400)], 500)
    expect(listGaps(sockets, 500, [])).toEqual([
      { t: 100, to: 160 },
      { t: 400, to: 500 },
    ])
  })

  test('who has answered was listening, though his socket was seen later', () => {
    const sockets = listSockets([hold(7, 1, 10, 100), hold(8, 2, 160)], 500)
    expect(listGaps(sockets, 500, [50, 130, 300])).toEqual([{ t: 100, to: 130 }])
  })

  test('two at once overlap', () => {
    expect(listOverlaps(listSockets([hold(7, 1, 10, 100), hold(8, 2, 60, 400)], 500))).toEqual([{ t: 60, to: 100 }])
  })

  test('one that had no holder for a while has two lives', () => {
    expect(listSockets([hold(7, 1, 10, 100), hold(7, 2, 160, 400)], 500)).toHaveLength(2)
  })
})

function begin(index: number, t: number): Entry {
  return { entry: 'event', t, kind: 'restart-begun', index, old: ['a'] }
}

function settle(index: number, t: number): Entry {
  const seen = { observed: true, drained: true, old: ['a'], new: ['b'] }
  return { entry: 'event', t, kind: 'restart-settled', index, ...seen }
}

describe('which restart a failure belongs to', () => {
  const grace: Entry = { entry: 'event', t: 700, kind: 'phase', phase: 'grace' }

  test('is what the ledger says', async () => {
    const times = [50, 149, 150, 290, 299, 301, 395, 401, 449, 480, 520, 599, 601, 640, 800]
    const failures: Attempt[] = times.map((end) => ({ ...failedAttempt, due: end - 20, end }))
    const long = { ...failedAttempt, due: 310, end: 900 }
    const events = [begin(1, 155), settle(1, 305), begin(2, 420), settle(2, 505), begin(3, 600), grace]
    const entries = [runEntry(), ...events, ...recordAll('http', [], [...failures, long])]
    const ledger = await buildLedger([...entries, { entry: 'end', t: 1000, interrupted: false }])
    const { windows } = createPageContext(passing(), ledger)
    const count = (index: number) => ledger.attempts.filter((one) => restartOf(one, windows) === index).length
    expect([1, 2, 3].map(count)).toEqual([7, 4, 4])
    expect(ledger.restarts.map(({ outcomes }) => countFailures(outcomes))).toEqual([7, 4, 4])
  })

  test('what was cut belongs to the last one that it was on its way in, what timed out to the first', async () => {
    const cut = { ...failedAttempt, due: 310, end: 620 }
    const hung = { ...cut, outcome: 'timeout' } as const
    const events = [begin(1, 155), settle(1, 305), begin(2, 420), settle(2, 505), begin(3, 600), grace]
    const entries = [runEntry(), ...events, ...recordAll('http', [], [cut, hung])]
    const ledger = await buildLedger([...entries, { entry: 'end', t: 1000, interrupted: false }])
    expect(ledger.restarts.map(({ outcomes }) => [outcomes.reset, outcomes.timeout])).toEqual([
      [0, 1],
      [0, 0],
      [1, 0],
    ])
  })
})

describe('failures shown one by one', () => {
  test('are all of them where they are few', () => {
    const few = [attempt(), attempt()]
    expect(chooseFailures(few, [])).toBe(few)
  })

  test('are some of each kind in each restart where they are many, in order of their end', () => {
    const { report, account } = drawn(undefined, { restarts: 4, failures: 8_000 })
    const { windows } = createPageContext(report, account)
    const rare = attempt({ traffic: 'rare', due: 30_000, end: 30_500 })
    const shown = chooseFailures(
      [...report.failures, rare].toSorted((a, b) => a.end - b.end),
      windows,
    )
    expect(shown).toHaveLength(FAILURES_SHOWN)
    expect(shown).toContain(rare)
    const ends = shown.map(({ end }) => end)
    expect(ends).toEqual(ends.toSorted((a, b) => a - b))
    const counts = [1, 2, 3, 4].map((index) => shown.filter((one) => restartOf(one, windows) === index).length)
    for (const count of counts) expect(count).toBeGreaterThanOrEqual(FAILURES_SHOWN / 4 - 1)
  })
})

function drawGauge(availability: number | null, lowerBound: number | null, target = 0.9999): string {
  const { standing: _, ...sla } = passing().sla
  const gauge = renderGauge({ ...passing(), sla: { ...sla, availability, lowerBound, target } })
  return gauge === null ? '' : print(gauge)
}

function placesOf(gauge: string): { seen: number; wanted: number } {
  const read = (pattern: RegExp) => Number(pattern.exec(gauge)?.[1])
  return { seen: read(/class="seen" cx="([\d.]+)%"/), wanted: read(/class="wanted" x="([\d.]+)%"/) }
}

describe('the gauge', () => {
  test.each([0.5, 0.95, 0.9999, 0.999999])('puts what is below %f to its left, and 100%% at the very end', (target) => {
    const { seen, wanted } = placesOf(drawGauge(target - (1 - target) / 100, null, target))
    expect(seen).toBeLessThan(wanted)
    expect(wanted).toBeLessThan(100)
    expect(placesOf(drawGauge(1, null, target)).seen).toBe(100)
    expect(placesOf(drawGauge(0, null, target)).seen).toBe(0)
  })

  test('draws what is proven, where anything is', () => {
    expect(drawGauge(1, 0.99995)).toContain('class="proven"')
    expect(drawGauge(1, null)).not.toContain('class="proven"')
    expect(drawGauge(null, null)).toBe('')
  })
})
