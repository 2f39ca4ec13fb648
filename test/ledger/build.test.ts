import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRecorder } from '../../src/ledger/record.ts'
import type { Attempt } from '../../src/model/attempt.ts'
import type { Entry } from '../../src/model/entry.ts'
import type { RunEvent } from '../../src/model/event.ts'
import type { Ledger } from '../../src/model/ledger.ts'
import type { Phase } from '../../src/model/outcome.ts'
import { countAttempts, noOutcomes, OUTCOMES, type Outcome } from '../../src/model/outcome.ts'
import { checkGuarantees } from '../../src/verdict/guarantees.ts'
import { buildLedger, failedAttempt, runEntry } from './support.ts'

/** One attempt as a test wants it: a plain ok where `outcome` is absent. */
interface Try {
  traffic: 'http' | 'fresh'
  due: number
  end: number
  outcome?: Outcome
  retried?: Outcome
  retryable?: boolean
  phase?: Phase
}

/** The entries that a real recorder makes of some attempts, flushed at the given times. */
function record(tries: readonly Try[], { measureFrom = 0, flushAt = [] as number[] } = {}): Entry[] {
  const posted: Entry[] = []
  let now = 0
  const traffic = [
    { name: 'http', kind: 'http' as const },
    { name: 'fresh', kind: 'fresh' as const },
  ]
  const clock = { origin: 0n, now: () => now }
  const recorder = createRecorder({ clock, post: (entries) => posted.push(...entries), traffic })
  recorder.measureFrom(measureFrom)
  const flushes = flushAt.toSorted((a, b) => a - b)
  for (const one of tries) {
    for (; (flushes[0] ?? Infinity) <= one.end; flushes.shift()) {
      now = flushes[0] ?? now
      recorder.flush()
    }
    settle(recorder.traffic(one.traffic), one)
  }
  recorder.close()
  return posted
}

function settle(account: ReturnType<ReturnType<typeof createRecorder>['traffic']>, one: Try): void {
  account.begin()
  if (one.outcome === undefined) account.ok({ ...one, generation: 'g', newConnection: false })
  else account.settle(attemptOf(one))
}

function attemptOf({ traffic, due, end, outcome = 'ok', retried, retryable = false, phase = 'headers' }: Try): Attempt {
  const first = retried && { retried: { outcome: retried, phase: 'headers' as const } }
  return { ...failedAttempt, traffic, due, end, outcome, retryable, phase, ...first }
}

const end: Entry = { entry: 'end', t: 10_000, interrupted: false }
const event = (facts: RunEvent): Entry => ({ entry: 'event', ...facts })
const begun = (index: number, t: number) => event({ t, kind: 'restart-begun', index, old: ['a'] })
const settled = (index: number, t: number) =>
  event({ t, kind: 'restart-settled', index, observed: true, drained: true, old: ['a'], new: ['b'] })
const every = (traffic: Try['traffic'], ms: number, from: number, to: number): Try[] =>
  Array.from({ length: Math.ceil((to - from) / ms) }, (_, i) => ({
    traffic,
    due: Math.max(0, from + i * ms - 1),
    end: from + i * ms,
  }))

const late = (phase: Phase, due = 10_000): Try => ({ traffic: 'http', due, end: due + 5000, outcome: 'timeout', phase })

const slot = (t: number, warmup: boolean, clientErrors: Record<string, number>): Entry => {
  const always = { entry: 'bucket', traffic: 'http', outcomes: { ok: 9 }, retryable: 0 } as const
  return { ...always, t, warmup, clientErrors }
}

const build = (...entries: Entry[]): Promise<Ledger> => buildLedger([runEntry(), ...entries])

const anyTry = fc.record(
  {
    traffic: fc.constantFrom('http' as const, 'fresh' as const),
    end: fc.double({ min: 1, max: 3000, noNaN: true }),
    due: fc.double({ min: 0, max: 1, noNaN: true }),
    outcome: fc.constantFrom(...OUTCOMES),
    retried: fc.constantFrom('reset' as const, 'dropped' as const),
    retryable: fc.boolean(),
  },
  { requiredKeys: ['traffic', 'end', 'due'] },
)
const anyTries = fc
  .array(anyTry, { maxLength: 150 })
  .map((tries) => tries.map((one) => ({ ...one, due: one.due * one.end })).toSorted((a, b) => a.end - b.end))
const anyFlushes = fc.array(fc.double({ min: 0, max: 3200, noNaN: true }), { maxLength: 20 })

describe('the account', () => {
  test('balances and says the same as a count of its own, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(anyTries, anyFlushes, fc.integer({ min: 0, max: 2000 }), async (tries, flushAt, measureFrom) => {
        const ledger = await build(...record(tries, { flushAt, measureFrom }), end)
        expect(ledger.imbalances).toEqual([])
        for (const account of ledger.traffic) {
          const own = tries.filter(({ traffic }) => traffic === account.name)
          const measured = own.filter(({ due }) => due >= measureFrom)
          for (const outcome of OUTCOMES) {
            const count = (of: Try[]) => of.filter((one) => (one.outcome ?? 'ok') === outcome).length
            expect(account.outcomes[outcome]).toBe(count(measured))
            expect(account.warmup[outcome]).toBe(count(own) - count(measured))
          }
          expect(account.total?.begun).toBe(own.length)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('is the same however the slots were split into entries', async () => {
    const restarts = [begun(1, 500), settled(1, 900), begun(2, 950), settled(2, 1500)]
    await fc.assert(
      fc.asyncProperty(anyTries, anyFlushes, async (tries, flushAt) => {
        const parts = [...restarts, ...record(tries, { flushAt }), end]
        const { buckets: _, ...split } = await build(...parts)
        const { buckets: _whole, ...whole } = await build(...restarts, ...record(tries), end)
        expect(split).toEqual(whole)
      }),
      { numRuns: 100 },
    )
  })

  test('does not depend on the order in which the threads reported', async () => {
    const tries = [...every('http', 3, 0, 1000), ...every('fresh', 7, 0, 1000)].toSorted((a, b) => a.end - b.end)
    const entries = record(tries, { flushAt: [150, 420, 800] })
    const straight = await build(begun(1, 300), settled(1, 500), ...entries, end)
    const byKind = await build(...entries.toReversed(), end, settled(1, 500), begun(1, 300))
    expect({ ...byKind, buckets: [], events: [] }).toEqual({ ...straight, buckets: [], events: [] })
  })

  test('percentiles of the slots together are those of all answers', async () => {
    const tries = Array.from({ length: 1000 }, (_, i): Try => ({ traffic: 'http', due: i, end: i + (i + 1) / 10 }))
    const ledger = await build(...record(tries.toSorted((a, b) => a.end - b.end)), end)
    const latency = ledger.traffic[0]?.latencyMs
    for (const [name, exact] of [
      ['p50', 50],
      ['p90', 90],
      ['p99', 99],
      ['p999', 99.9],
      ['max', 100],
    ] as const) {
      expect(Math.abs((latency?.[name] ?? 0) / exact - 1)).toBeLessThan(0.01)
    }
    expect(ledger.traffic[1]?.latencyMs).toBeNull()
  })

  test('adds up the good answers with a status of 4xx, those of the warm-up apart', async () => {
    const ledger = await build(
      slot(0, true, { 404: 1 }),
      slot(100, false, { 404: 2 }),
      slot(200, false, { 401: 1, 404: 3 }),
    )
    expect(ledger.traffic.map(({ clientErrors }) => clientErrors)).toEqual([{ 401: 1, 404: 5 }, {}])
  })

  test('keeps a sample of more than 10,000 recorded attempts and counts all', async () => {
    const tries = Array.from(
      { length: 10_500 },
      (_, i): Try => ({ traffic: 'http', due: i / 10, end: i / 10 + 1, outcome: 'reset' }),
    )
    const ledger = await build(...record(tries), end)
    expect(ledger.attempts).toHaveLength(5250)
    expect(ledger.attemptGroups).toMatchObject([{ outcome: 'reset', count: 10_500, kept: 5250 }])
    expect(ledger.attemptsRecorded).toBe(10_500)
    expect(ledger.traffic[0]?.outcomes.reset).toBe(10_500)
  })

  test('counts timeouts by phase, and keeps what a storm came before', async () => {
    const storm = Array.from(
      { length: 10_500 },
      (_, i): Try => ({ traffic: 'http', due: 0, end: 1 + i, outcome: 'reset' }),
    )
    const tries = [
      ...storm,
      late('connect'),
      late('headers'),
      late('headers'),
      late('body'),
      { ...late('connect'), traffic: 'fresh' as const },
    ]
    const ledger = await build(...record([{ ...late('tls'), due: -1, end: 0 }, ...tries]), end)
    expect(ledger.attempts.filter(({ outcome }) => outcome === 'timeout')).toHaveLength(5)
    expect(ledger.traffic.map(({ timeouts }) => timeouts)).toEqual([
      { queue: 0, connect: 1, tls: 0, headers: 2, body: 1 },
      { queue: 0, connect: 1, tls: 0, headers: 0, body: 0 },
    ])
    const status = (id: string) => checkGuarantees(ledger).find((one) => one.id === id)
    expect(status('no-refusals')?.evidence).toMatch(/^2 not accepted in time, 0 of them around a restart$/)
    expect(status('no-losses')?.evidence).toMatch(/10,500 reset and 3 never answered/)
  })
})

describe('an account that does not balance', () => {
  const tries: Try[] = [
    { traffic: 'http', due: 0, end: 1 },
    { traffic: 'http', due: 0, end: 2, outcome: 'reset', retryable: true },
    { traffic: 'http', due: 0, end: 3, outcome: 'ok', retried: 'dropped' },
  ]
  const sound = record(tries)
  const change = (kind: Entry['entry'], facts: object) =>
    sound.map((entry) => (entry.entry === kind ? { ...entry, ...facts } : entry))
  const without = (kind: Entry['entry']) => sound.filter((entry) => entry.entry !== kind)

  test.each([
    ['a lost slot', without('bucket'), /^http: ok: 0 in the slots, but 2 in the total/],
    ['a lost record', without('attempt'), /^http: reset: 1 in the slots, but 0 recorded/],
    ['a lost total', without('total'), /^http: its thread reported no total at the end/],
    [
      'a total given twice',
      [...sound, ...sound.filter((entry) => entry.entry === 'total')],
      /^http: its thread reported 2 totals/,
    ],
    ['an attempt never settled', change('total', { begun: 4 }), /^http: attempts: 4 were begun, but 3 were settled/],
    [
      'a record of another outcome',
      change('attempt', { outcome: 'status' }),
      /^http: reset: 1 in the slots, but 0 recorded/,
    ],
    [
      'another traffic',
      change('bucket', { traffic: 'other' }),
      /^other: was counted, but the scenario has no such traffic/,
    ],
    [
      'another first outcome',
      change('attempt', { retried: { outcome: 'reset' } }),
      /retried after dropped: 1 in the slots, but 0 recorded/,
    ],
    ['another retryable', change('bucket', { retryable: 0 }), /^http: retryable: 0 in the slots, but 1 recorded/],
  ])('%s is told', async (_, entries, message) => {
    const { imbalances } = await build(...entries, end)
    expect(imbalances.join('\n')).toMatch(message)
  })

  test('is nothing to be missed where the traffic was never begun', async () => {
    expect((await build(end)).imbalances).toEqual([])
    const warmup: Entry = { entry: 'event', t: 1, kind: 'phase', phase: 'warmup' }
    expect((await build(warmup, end)).imbalances).toEqual([
      'http: its thread reported no total at the end',
      'fresh: its thread reported no total at the end',
    ])
  })

  test('is not held against a run that was killed', async () => {
    const ledger = await build(...without('total'))
    expect(ledger).toMatchObject({ complete: false, interrupted: false, imbalances: [] })
  })
})

describe('the warm-up', () => {
  test('ends at the first restart: whatever is on its way then can be lost', async () => {
    const tries: Try[] = [
      { traffic: 'http', due: 10, end: 90 },
      { traffic: 'http', due: 10, end: 95, outcome: 'reset' },
      { traffic: 'http', due: 10, end: 650, outcome: 'truncated' },
      { traffic: 'http', due: 10, end: 660 },
    ]
    const ledger = await build(begun(1, 630), settled(1, 700), ...record(tries, { measureFrom: 100 }), end)
    expect(ledger.traffic[0]?.outcomes).toEqual({ ...noOutcomes(), ok: 1, truncated: 1 })
    expect(ledger.traffic[0]?.warmup).toEqual({ ...noOutcomes(), ok: 1, reset: 1 })
    expect(ledger.attempts.map(({ end: at }) => at)).toEqual([650])
    expect(ledger.imbalances).toEqual([])
  })
})

describe('restart windows', () => {
  test('are whole slots and never share one', async () => {
    const tries = every('http', 10, 5, 1000)
    const ledger = await build(begun(1, 250), settled(1, 430), begun(2, 440), settled(2, 610), ...record(tries), end)
    // 200..500 and 500..700: an answer every 10 ms.
    expect(ledger.restarts.map(({ outcomes }) => outcomes.ok)).toEqual([30, 20])
  })

  test('give the slot in which the next restart begins to that one where they never settled', async () => {
    const tries: Try[] = [
      ...every('http', 10, 5, 430),
      { traffic: 'http', due: 441, end: 442, outcome: 'refused' },
      { traffic: 'http', due: 481, end: 482, outcome: 'refused' },
    ]
    const ledger = await build(begun(1, 250), begun(2, 440), settled(2, 610), ...record(tries), end)
    expect(ledger.restarts.map(({ outcomes }) => outcomes.refused)).toEqual([0, 2])
  })

  test('count what was on its way in them and ended later, once', async () => {
    const tries: Try[] = [
      { traffic: 'http', due: 150, end: 199, outcome: 'reset' },
      { traffic: 'http', due: 190, end: 260, outcome: 'reset', retryable: true },
      { traffic: 'http', due: 450, end: 5450, outcome: 'timeout' },
      { traffic: 'http', due: 499, end: 900, outcome: 'ok', retried: 'reset' },
      { traffic: 'http', due: 700, end: 710, outcome: 'refused' },
    ]
    const sorted = tries.toSorted((a, b) => a.end - b.end)
    const ledger = await build(begun(1, 250), settled(1, 430), begun(2, 1000), settled(2, 1100), ...record(sorted), end)
    expect(ledger.restarts[0]).toMatchObject({ outcomes: { ...noOutcomes(), reset: 1, timeout: 1 }, retryable: 1 })
    expect(ledger.restarts.map(({ recoveredByRetry }) => recoveredByRetry)).toEqual([
      { ...noOutcomes(), reset: 1 },
      noOutcomes(),
    ])
    expect(ledger.traffic[0]?.recoveredByRetry).toEqual({ ...noOutcomes(), reset: 1 })
    expect(ledger.restarts[1]?.outcomes).toEqual(noOutcomes())
  })

  test('know takeover and drain from the first step on', async () => {
    const story = [
      begun(1, 1000),
      event({ t: 1054, kind: 'takeover', index: 1, generation: 'b' }),
      event({ t: 1134, kind: 'old-gone', index: 1 }),
      settled(1, 1140),
    ]
    const ledger = await build(...story, end)
    expect(ledger.restarts[0]).toMatchObject({
      begun: 1000,
      settled: 1140,
      takeoverMs: 54,
      drainMs: 134,
      observed: true,
      drained: true,
      generations: { old: ['a'], new: ['b'] },
      outageMs: null,
      silenceMs: null,
    })
  })

  test('count their timeouts by phase', async () => {
    const tries = [late('connect', 900), late('headers', 1100), late('headers', 1200), late('tls', 2000)]
    const ledger = await build(begun(1, 1000), settled(1, 1300), ...record(tries), end)
    expect(ledger.restarts[0]?.timeouts).toEqual({ queue: 0, connect: 1, tls: 0, headers: 2, body: 0 })
    expect(ledger.restarts[0]?.outcomes.timeout).toBe(3)
  })

  test('are held against the measured slots before the first of them', async () => {
    const tries: Try[] = [
      { traffic: 'http', due: 90, end: 190 },
      ...every('http', 10, 210, 1040),
      { traffic: 'fresh', due: 800, end: 990, outcome: 'reset' },
      { traffic: 'http', due: 999, end: 1010, outcome: 'reset' },
    ]
    const entries = record(tries, { measureFrom: 200 })
    const { baseline } = await build(begun(1, 1010), settled(1, 1300), ...entries, end)
    expect(baseline.outcomes).toEqual({ ...noOutcomes(), ok: 79, reset: 1 })
    expect(baseline.latencyMs?.max).toBeCloseTo(1, 1)
    expect((await build(...entries, end)).baseline.outcomes).toEqual({ ...noOutcomes(), ok: 83, reset: 2 })
  })

  test('that never settled last until the end and were not observed', async () => {
    const ledger = await build(begun(1, 1000), ...record(every('http', 10, 0, 1500)))
    expect(ledger.restarts[0]).toMatchObject({ observed: false, drained: false, outcomes: { ok: 50 } })
    expect(ledger.restarts[0]?.settled).toBeUndefined()
    expect(ledger.restarts[0]?.detail).toBe('the run ended before this restart had settled')
  })
})

describe('a journal cut after any entry', () => {
  test('still gives an account, whose parts agree with one another', async () => {
    const tries = [
      ...every('http', 5, 0, 600),
      { traffic: 'http' as const, due: 0, end: 601, outcome: 'reset' as const },
    ]
    const whole = [runEntry(), ...record(tries, { flushAt: [100, 205, 300, 555] }), begun(1, 200), settled(1, 400), end]
    for (let cut = 1; cut <= whole.length; cut += 1) {
      const ledger = await buildLedger(whole.slice(0, cut))
      expect(ledger.complete).toBe(cut === whole.length)
      expect(ledger.imbalances).toEqual([])
      const counted = ledger.buckets.reduce((sum, { outcomes }) => sum + countAttempts(outcomes), 0)
      expect(ledger.traffic.reduce((sum, { outcomes }) => sum + countAttempts(outcomes), 0)).toBe(counted)
    }
  })

  test('has at least its first line', async () => {
    await expect(buildLedger([])).rejects.toThrow('The journal has no entries: expected one of a run first')
    await expect(buildLedger([end])).rejects.toThrow('The journal begins with an entry of kind end')
    await expect(buildLedger([runEntry(), runEntry()])).rejects.toThrow('The journal holds two runs')
  })
})

describe('the end of the run', () => {
  test('is that of its end entry, or the last thing known', async () => {
    expect((await build(end)).durationMs).toBe(10_000)
    expect((await build(...record(every('http', 10, 0, 250)))).durationMs).toBe(300)
  })

  test('by the user is reported', async () => {
    expect(await build({ ...end, interrupted: true })).toMatchObject({ interrupted: true, complete: true })
  })
})
