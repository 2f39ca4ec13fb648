import { describe, expect, test } from 'vitest'
import { findGaps } from '../../src/ledger/gaps.ts'
import type { BucketEntry, Entry } from '../../src/model/entry.ts'
import type { RestartRecord } from '../../src/model/ledger.ts'
import { buildLedger, failedAttempt, fresh, http, recordAll, runEntry } from './support.ts'

const restart: Entry[] = [
  { entry: 'event', t: 1000, kind: 'restart-begun', index: 1, old: [] },
  { entry: 'event', t: 1290, kind: 'restart-settled', index: 1, observed: true, drained: true, old: [], new: [] },
]
const graceAt = (t: number): Entry => ({ entry: 'event', t, kind: 'phase', phase: 'grace' })

/** Answers of the fresh traffic at the given times; failures beside them. */
async function runWith(
  oks: (number | { due: number; end: number })[],
  failures: number[] = [],
  more: Entry[] = [],
): Promise<RestartRecord | undefined> {
  const entries = recordAll(
    'fresh',
    oks,
    failures.map((end) => ({ ...failedAttempt, traffic: 'fresh', due: end, end, outcome: 'refused' })),
  )
  const end: Entry = { entry: 'end', t: 3000, interrupted: false }
  const ledger = await buildLedger([runEntry({ traffic: [http, fresh] }), ...restart, ...entries, ...more, end])
  return ledger.restarts[0]
}

/** One answer every 5 ms, the period of `fresh`, but for those between the two times. */
const without = (from: number, to: number, last = 2000) =>
  Array.from({ length: last / 5 + 1 }, (_, i) => i * 5).filter((t) => t <= from || t >= to)

describe('an outage', () => {
  test('is the time between the ok answers around the failures, exact across slots', async () => {
    expect((await runWith(without(1045, 1257.5), [1050, 1100]))?.outageMs).toBe(1260 - 1045)
  })

  test('needs no failure where it is longer than the baseline and the pace explain', async () => {
    expect((await runWith(without(1045, 1150)))?.outageMs).toBe(105)
    expect((await runWith(without(1045, 1145)))?.outageMs).toBe(0)
  })

  test('is none where answers only came a little late', async () => {
    expect((await runWith(without(1045, 1060)))?.outageMs).toBe(0)
    expect((await runWith(without(1045, 1060), [1050]))?.outageMs).toBe(15)
  })

  test('is none where the baseline had such a gap, unless something failed in it', async () => {
    const uneven = without(1045, 1145).filter((t) => t <= 500 || t >= 620)
    expect((await runWith(uneven))?.outageMs).toBe(0)
    expect((await runWith(uneven, [1100]))?.outageMs).toBe(100)
  })

  test('may begin before the window and end after it', async () => {
    expect((await runWith(without(950, 1010), [970]))?.outageMs).toBe(60)
    expect((await runWith(without(1280, 1700), [1290]))?.outageMs).toBe(420)
  })

  test('is of the next restart alone where it began only with that, in a slot that both share', async () => {
    const next: Entry = { entry: 'event', t: 1296, kind: 'restart-begun', index: 2, old: [] }
    expect((await runWith(without(1285, 1700), [1300], [next]))?.outageMs).toBe(0)
    expect((await runWith(without(1285, 1700), [1290], [next]))?.outageMs).toBe(415)
    expect((await runWith(without(1150, 1700), [1300], [next]))?.outageMs).toBe(550)
  })

  test('is not known where no new connection was tried once the restart had begun', async () => {
    expect((await runWith([100, 500, 990]))?.outageMs).toBeNull()
    expect((await runWith([100, 500, 990], [1500]))?.outageMs).not.toBeNull()
  })

  test('elsewhere is not the restart’s', async () => {
    const account = await runWith(without(400, 600), [500])
    expect(account?.outageMs).toBe(0)
    expect(account?.silenceMs).toBe(5)
  })

  test('that never ends lasts until the traffic stops', async () => {
    const forever = without(1100, 5000)
    expect((await runWith(forever, [1200, 1900], [graceAt(2000)]))?.outageMs).toBe(900)
  })

  test('is the whole time where nothing was ever answered', async () => {
    expect((await runWith([], [5, 500, 1100], [graceAt(1500)]))?.outageMs).toBe(1500)
  })

  test('that was missed lay between two attempts to connect', async () => {
    const latency = 2
    const answers = (times: number[]) => times.map((end) => ({ due: end - latency, end }))
    const resolution = async (times: number[], failures: number[] = []) =>
      (await runWith(answers(times), failures))?.resolutionMs
    // Latencies are kept to within 1%.
    expect(await resolution(without(0, 0))).toBeCloseTo(5 + latency, 1)
    expect(await resolution(without(1045, 1060))).toBeCloseTo(15 + latency, 1)
    // What failed was an attempt too, and the pause around it an outage that was seen.
    expect(await resolution(without(1045, 1060), [1050])).toBeCloseTo(5 + latency, 1)
    expect(await resolution(without(995, 5000))).toBeNull()
  })

  test('is not known without fresh traffic', async () => {
    const ledger = await buildLedger([
      runEntry({ traffic: [http] }),
      ...restart,
      ...recordAll('http', without(1045, 1245), []),
    ])
    expect(ledger.restarts[0]).toMatchObject({ outageMs: null, resolutionMs: null, silenceMs: 200 })
  })

  test('is no silence where the server answered with errors', async () => {
    const errors = [1100, 1150, 1200].map((end) => ({
      ...failedAttempt,
      outcome: 'status' as const,
      status: 500,
      due: end,
      end,
    }))
    const ledger = await buildLedger([
      runEntry({ traffic: [http] }),
      ...restart,
      ...recordAll('http', without(1045, 1345), errors),
    ])
    // Somewhere in their slot.
    expect(ledger.restarts[0]?.silenceMs).toBe(100)
  })
})

function bucket(firstOk: number, lastOk: number, okGap?: number): BucketEntry {
  const base = { entry: 'bucket', traffic: 'x', t: 0, warmup: false, outcomes: {}, retryable: 0 } as const
  return { ...base, firstOk, lastOk, ...(okGap !== undefined && { okGap }) }
}

function lengths(buckets: BucketEntry[], start = 0, end = 100): number[] {
  return findGaps(buckets, start, end).map(({ ms }) => ms)
}

describe('gaps', () => {
  test('within a slot are at most its longest', () => {
    expect(lengths([bucket(10, 60, 8)])).toEqual([10, 8, 40])
  })

  test('of several traffics are not longer than any of them allows', () => {
    expect(lengths([bucket(10, 90, 30), bucket(50, 60, 4)])).toEqual([10, 30, 4, 30, 10])
  })

  test('with a late part of a slot are never too short', () => {
    expect(lengths([bucket(10, 90, 30), bucket(50, 50)])).toEqual([10, 30, 30, 10])
  })

  test('without any answer are the whole time', () => {
    expect(lengths([])).toEqual([100])
    expect(lengths([], 50, 20)).toEqual([])
  })
})
