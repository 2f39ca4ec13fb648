import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import type { Ledger } from '../../src/model/ledger.ts'
import { noOutcomes, noPhases } from '../../src/model/outcome.ts'
import type { Judgement } from '../../src/model/report.ts'
import { buildReport } from '../../src/report/build-report.ts'
import { reportJsonSchema } from '../../src/report/json.ts'
import { describeGenerations } from '../../src/report/sla-sentences.ts'
import { restart as sampleRestart } from '../verdict/support.ts'
import { attempt, failing, ledger, passing } from './samples.ts'

const TIMELINE = { bucketMs: 100, buckets: [] }

function judgement(): Judgement {
  const { verdict, sla, strict, retrying, findings, projection } = passing()
  const guarantees = [
    { id: 'replaced', status: 'held', evidence: 'a' },
    { id: 'takeover', status: 'broken', evidence: 'b' },
  ] satisfies Judgement['guarantees']
  return { verdict, sla, strict, retrying, guarantees, findings, projection, unsteady: undefined }
}

function account(name: string, outcomes: Partial<ReturnType<typeof noOutcomes>>): Ledger['traffic'][number] {
  const none = noOutcomes()
  return {
    name,
    kind: 'fresh',
    traits: { thread: 'probes' },
    outcomes: { ...none, ...outcomes },
    warmup: { ...none, reset: 9 },
    timeouts: noPhases(),
    answers: [],
    clientErrors: {},
    retryable: 0,
    retried: none,
    recoveredByRetry: none,
    latencyMs: null,
  }
}

describe('buildReport', () => {
  test('adds the measured traffic up, without the warm-up', () => {
    const traffic = [
      account('a', { ok: 8, reset: 2, local: 5 }),
      account('b', { ok: 1, unfinished: 3 }),
      account('c', {}),
    ]
    const report = buildReport(ledger({ traffic }), judgement(), TIMELINE)
    expect(report.outcomes).toEqual({ ...noOutcomes(), ok: 9, reset: 2, local: 5, unfinished: 3 })
    expect(report.traffic.map(({ attempts }) => attempts)).toEqual([15, 4, 0])
    expect(report.traffic.map(({ availability }) => availability)).toEqual([0.8, 1, null])
    expect(report.failuresTotal).toBe(2)
  })

  test('lists failures alone: neither what is unfinished or local, nor what a retry has saved', () => {
    const failure = attempt()
    const others = [
      attempt({ outcome: 'unfinished' }),
      attempt({ outcome: 'local' }),
      attempt({ outcome: 'ok', retried: { outcome: 'reset', phase: 'headers' } }),
    ]
    expect(buildReport(ledger({ attempts: [...others, failure] }), judgement(), TIMELINE).failures).toEqual([failure])
  })

  test('adds lifelines up by kind', () => {
    const line = { traffic: 'idle', kind: 'idle', id: 1, opened: 0, closed: 9, by: 'server', restart: 1 } as const
    const messages = { sent: 4, received: 1, lost: 2, unanswered: 1, duplicated: 0, reordered: 1 }
    const lifelines: Ledger['lifelines'] = [
      { ...line, end: 'kept' },
      { ...line, end: 'cut', messages, withoutServiceMs: 30 },
      { ...line, end: 'cut', messages, withoutServiceMs: 10 },
      { ...line, end: 'graceful', withoutServiceMs: 20.5 },
      { ...line, end: 'graceful', withoutServiceMs: 4 },
      { ...line, kind: 'sse', end: 'stalled' },
    ]
    const none = { sent: 0, received: 0, lost: 0, unanswered: 0, duplicated: 0, reordered: 0 }
    expect(buildReport(ledger({ lifelines }), judgement(), TIMELINE).lifelines).toEqual([
      {
        kind: 'idle',
        opened: 5,
        kept: 1,
        graceful: 2,
        cut: 2,
        stalled: 0,
        messages: { sent: 8, received: 2, lost: 4, unanswered: 2, duplicated: 0, reordered: 2 },
        withoutServiceMs: { count: 4, p50: 10, max: 30 },
      },
      { kind: 'sse', opened: 1, kept: 0, graceful: 0, cut: 0, stalled: 1, messages: none, withoutServiceMs: null },
    ])
  })

  test('lists what was cut or stalled, by restart and time, and counts what the list leaves out', () => {
    const line = { traffic: 'a', kind: 'sse', opened: 0, by: 'server', end: 'cut' } as const
    const lifelines: Ledger['lifelines'] = [
      { ...line, id: 1, closed: 3, restart: null },
      { ...line, id: 2, closed: 4, restart: 2 },
      { ...line, id: 3, closed: 9, restart: 1, end: 'stalled' },
      { ...line, id: 4, closed: 8, restart: 1 },
      { ...line, id: 5, closed: 2, restart: 1, end: 'graceful' },
      { ...line, id: 6, closed: 2, restart: 1, end: 'kept' },
    ]
    const report = buildReport(ledger({ lifelines }), judgement(), TIMELINE)
    expect(report.lifelineEnds.map(({ id }) => id)).toEqual([4, 3, 2, 1])
    expect(report.lifelineEndsTotal).toBe(4)

    const many = Array.from({ length: 1_500 }, (_, id) => ({ ...line, id, closed: id, restart: id < 900 ? null : 1 }))
    const capped = buildReport(ledger({ lifelines: many }), judgement(), TIMELINE)
    expect(capped.lifelineEnds.map(({ id }) => id)).toEqual([
      ...Array.from({ length: 600 }, (_, i) => 900 + i),
      ...Array.from({ length: 400 }, (_, i) => i),
    ])
    expect(capped.lifelineEndsTotal).toBe(1_500)
  })

  test('says null for what a restart did not show', () => {
    const restart = {
      index: 1,
      begun: 100,
      observed: false,
      drained: false,
      outageMs: null,
      resolutionMs: null,
      window: { from: 0, to: 100 },
      until: 100,
      silenceMs: null,
      generations: { old: ['a'], new: [] },
      outcomes: noOutcomes(),
      timeouts: noPhases(),
      retryable: 0,
      recoveredByRetry: noOutcomes(),
      latencyMs: null,
      latencyByTraffic: {},
      connectRetries: {},
      lifelines: { kept: 1, graceful: 2, cut: 3, stalled: 4 },
      tls: null,
    }
    const [unseen, seen] = buildReport(
      ledger({ restarts: [restart, { ...restart, settled: 350, takeoverMs: 20, drainMs: 200 }] }),
      judgement(),
      TIMELINE,
    ).restarts
    expect(unseen).toMatchObject({ takeoverMs: null, drainMs: null, settledMs: null, detail: null, attempts: 0 })
    expect(seen).toMatchObject({ takeoverMs: 20, drainMs: 200, settledMs: 250, lifelines: restart.lifelines })
  })

  test('knows which guarantees the scenario requires', () => {
    const { guarantees } = buildReport(ledger(), judgement(), TIMELINE)
    expect(guarantees.map(({ id, required }) => [id, required])).toEqual([
      ['replaced', true],
      ['takeover', false],
    ])
  })

  test('builds what the schema says', () => {
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(reportJsonSchema())
    const report = buildReport(
      ledger({
        traffic: [account('a', { ok: 8 })],
        events: passing().events,
        lifelines: failing().lifelineEnds,
      }),
      judgement(),
      TIMELINE,
    )
    expect(validate(JSON.parse(JSON.stringify(report))) ? [] : validate.errors).toEqual([])
  })
})

test('a generation that is a process has its command beside its pid', () => {
  const generations = { old: ['pid 11'], new: ['pid 21'] }
  const life = { ppid: 1, started: 0, bornIn: null }
  const counted = ledger({
    restarts: [sampleRestart({ generations })],
    processes: [
      { ...life, pid: 11, command: 'node old.js' },
      { ...life, pid: 11, command: 'another, later', started: 20_000 },
    ],
  })
  const [shown] = buildReport(counted, judgement(), TIMELINE).restarts
  expect(shown?.generations).toEqual({ ...generations, commands: { 'pid 11': 'node old.js' } })
  expect(shown && describeGenerations(shown)).toBe('pid 11 (node old.js) → pid 21')
})

test('a traffic with a rate has what was due and what left the client, per second of the measured time', () => {
  const waited = { ...noPhases(), queue: 600 }
  const withRate = { ...account('a', { ok: 1000, timeout: 1000 }), timeouts: waited }
  const scenario = {
    ...ledger().scenario,
    traffic: [{ kind: 'http', name: 'a', requests: [], timeoutMs: 1000, rate: 200 }],
  }
  const counted = { scenario, traffic: [withRate], measuredFrom: 1000, endOfTraffic: 11_000 }
  const rateOf = (facts: object) =>
    buildReport(ledger({ ...counted, ...facts }), judgement(), TIMELINE).traffic[0]?.rate
  expect(rateOf({})).toEqual({ offered: 200, achieved: 140 })
  expect(rateOf({ traffic: [{ ...withRate, name: 'closed-loop' }] })).toBeUndefined()
  expect(rateOf({ endOfTraffic: 1000 })).toBeUndefined()
})
