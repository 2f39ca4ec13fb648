import { expect, test } from 'vitest'
import {
  addEncoded,
  countBetween,
  countLatency,
  emptyCounts,
  emptyHistogram,
  encodeCounts,
} from '../../src/ledger/histogram.ts'
import type { Entry } from '../../src/model/entry.ts'
import { buildLedger, fresh, http, recordAll, runEntry } from './support.ts'

const restarts: Entry[] = [
  { entry: 'event', t: 5000, kind: 'restart-begun', index: 1, old: [] },
  { entry: 'event', t: 5290, kind: 'restart-settled', index: 1, observed: true, drained: true, old: [], new: [] },
  { entry: 'event', t: 9000, kind: 'restart-begun', index: 2, old: [] },
]

/** Answers that ended at a time after so long. */
const late = (end: number, ...latencies: number[]) => latencies.map((ms) => ({ due: end - ms, end }))

async function retriesWith(kind: 'fresh' | 'http', answers: { due: number; end: number }[]) {
  const entries = recordAll(
    kind,
    answers.toSorted((a, b) => a.end - b.end),
    [],
  )
  const end: Entry = { entry: 'end', t: 12_000, interrupted: false }
  const ledger = await buildLedger([runEntry({ traffic: [http, fresh] }), ...restarts, ...entries, end])
  return [ledger.baseline, ...ledger.restarts].map(({ connectRetries }) => connectRetries)
}

test('answers that took as long as a SYN that is sent again, in the time of each restart', async () => {
  const answers = [...late(4000, 1010), ...late(6200, 3, 1010, 1090, 1100, 1300, 3020), ...late(9500, 2010, 7100)]
  expect(await retriesWith('fresh', answers)).toEqual([{ 1: 1 }, { 1: 3, 3: 1 }, { 2: 1, 7: 1 }])
})

test('answers that a stall made late by any time are none', async () => {
  const stall = Array.from({ length: 130 }, (_, i) => i * 10)
  expect(await retriesWith('fresh', late(6000, ...stall))).toEqual([{}, {}, {}])
  expect(await retriesWith('fresh', late(6000, ...stall, 2010, 2020))).toEqual([{}, { 2: 2 }, {}])
})

test('those of other traffic say nothing of connecting', async () => {
  expect(await retriesWith('http', late(6200, 1010, 1020))).toEqual([{}, {}, {}])
})

test('values between two latencies are counted', () => {
  const counts = emptyCounts()
  for (const ms of [0.5, 99, 100, 150, 199, 201, 4000]) countLatency(counts, ms)
  const histogram = emptyHistogram()
  expect(countBetween(histogram, 0, 5000)).toBe(0)
  addEncoded(histogram, encodeCounts(counts))
  expect(countBetween(histogram, 100, 200)).toBe(3)
  expect(countBetween(histogram, 0, 5000)).toBe(7)
})
