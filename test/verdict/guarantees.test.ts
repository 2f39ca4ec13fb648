import { describe, expect, test } from 'vitest'
import type { Ledger, RestartRecord } from '../../src/model/ledger.ts'
import { GUARANTEES, type Guarantee, type GuaranteeId } from '../../src/model/verdict.ts'
import { checkGuarantees } from '../../src/verdict/guarantees.ts'
import { bucket, ledgerWith, lifeline, restart, soundLedger, soundScenario, timedOut, traffic } from './support.ts'

interface Case {
  what: string
  id: GuaranteeId
  facts: Partial<Ledger>
  status: Guarantee['status']
  evidence: RegExp
}

function withoutTakeover(): RestartRecord {
  const { takeoverMs: _, ...rest } = restart({})
  return rest
}

const SILENCE = 'The old generation counts as gone when it has not answered for 1847 ms after the takeover.'
const latency = (p99: number) => ({ p50: 1, p90: 2, p99, p999: p99 + 90, max: p99 + 100 })

const BESIDE_SLOW = [traffic('http', 'http', { ok: 40_000 }), traffic('slow', 'slow', { ok: 60 })]

const CASES: Case[] = [
  {
    what: 'all new connections accepted',
    id: 'no-refusals',
    facts: {},
    status: 'held',
    evidence: /^all 40 new connections during the restarts were accepted$/,
  },
  {
    what: 'one refused',
    id: 'no-refusals',
    facts: {
      traffic: [traffic('fresh', 'fresh', { ok: 9, refused: 20 })],
      restarts: [restart({ outcomes: { refused: 19 } })],
    },
    status: 'broken',
    evidence: /^20 requests refused, 19 of them around a restart$/,
  },
  {
    what: 'a connect without an answer',
    id: 'no-refusals',
    facts: { traffic: [timedOut({ connect: 1, headers: 3 })] },
    status: 'broken',
    evidence: /^1 not accepted in time, 0 of them around a restart$/,
  },
  {
    what: 'no connection attempts during the restart',
    id: 'no-refusals',
    facts: {
      buckets: [bucket('fresh', 0, { ok: 1500 }), bucket('http', 5100, { ok: 20 }), bucket('fresh', 5500, { ok: 9 })],
    },
    status: 'not-observed',
    evidence: /^no new connections were opened during a restart: raise the rate of fresh$/,
  },
  {
    what: 'nothing lost',
    id: 'no-losses',
    facts: {},
    status: 'held',
    evidence: /^none of 1,000 requests during the restarts was lost in flight$/,
  },
  {
    what: 'three kinds of loss',
    id: 'no-losses',
    facts: {
      traffic: [
        traffic('http', 'http', { ok: 9, reset: 2, truncated: 1, status: 4 }),
        timedOut({ headers: 1, queue: 1, connect: 1 }),
      ],
      restarts: [restart({ outcomes: { ok: 1, reset: 2 } })],
    },
    status: 'broken',
    evidence: /^4 requests lost in flight \(2 reset, 1 truncated and 1 never answered\), 2 of them around a restart$/,
  },
  {
    what: 'in flight at the restart, and not waited for',
    id: 'no-losses',
    facts: { restarts: [restart({ outcomes: { ok: 1000, unfinished: 3 } })] },
    status: 'not-observed',
    evidence: /^3 requests that were in flight during a restart had no answer when the run ended$/,
  },
  {
    what: 'no request during the restart',
    id: 'no-losses',
    facts: { restarts: [restart({ outcomes: {} })] },
    status: 'not-observed',
    evidence: /^no request was in flight during a restart$/,
  },
  {
    what: 'connections kept and ended with notice',
    id: 'connections-kept',
    facts: { lifelines: [lifeline({}), lifeline({ end: 'graceful' }), lifeline({ opened: 6000 })] },
    status: 'held',
    evidence: /^of 2 long-lived connections that were open when a restart began, kept: 1, ended with notice: 1$/,
  },
  {
    what: 'connections cut and stalled',
    id: 'connections-kept',
    facts: {
      lifelines: [
        lifeline({ end: 'cut' }),
        lifeline({ end: 'stalled' }),
        lifeline({ kind: 'sse', end: 'cut', restart: 3 }),
        lifeline({}),
      ],
    },
    status: 'broken',
    evidence: /^idle 1 cut and 1 stalled, sse 1 cut by restart 1 and 3, of 4 long-lived connections$/,
  },
  {
    what: 'connections cut by a restart and before any',
    id: 'connections-kept',
    facts: { lifelines: [lifeline({ end: 'cut' }), lifeline({ end: 'cut', closed: 4000, restart: null })] },
    status: 'broken',
    evidence: /^idle 1 cut by restart 1, of 2 long-lived connections; idle 1 cut by no restart$/,
  },
  {
    what: 'connections cut before any restart, and others kept through it',
    id: 'connections-kept',
    facts: { lifelines: [lifeline({}), lifeline({ end: 'stalled', closed: 4000, restart: null })] },
    status: 'held',
    evidence: /kept: 1, ended with notice: 0; idle 1 stalled by no restart$/,
  },
  {
    what: 'connections that saw no restart',
    id: 'connections-kept',
    facts: { lifelines: [lifeline({ opened: 5200 }), lifeline({ closed: 4000, restart: null })] },
    status: 'not-observed',
    evidence: /^no long-lived connection was open when a restart began/,
  },
  {
    what: 'replaced each time',
    id: 'replaced',
    facts: {},
    status: 'held',
    evidence: /^1 restart: each time a new generation took over and the old one was gone within 130 ms of the restart$/,
  },
  {
    what: 'an old generation that stays',
    id: 'replaced',
    facts: {
      restarts: [
        restart({ drained: false, settled: 35_000, detail: 'pid 12 still runs' }),
        restart({ index: 2, observed: false }),
      ],
    },
    status: 'broken',
    evidence: /^the old generation was still there 30 s after restart 1 \(pid 12 still runs\)$/,
  },
  {
    what: 'an old generation that was silent since a late takeover, for too short a time to tell',
    id: 'replaced',
    facts: {
      restarts: [restart({ drained: false, settled: 35_000, takeoverMs: 29_000, bySilence: true, detail: SILENCE })],
      buckets: [bucket('fresh', 4900, { ok: 20 }, { a: 20 }), bucket('fresh', 34_200, { ok: 20 }, { b: 20 })],
    },
    status: 'not-observed',
    evidence:
      /^the new generation answered first 29 s after restart 1 had begun, and the old one no more since; the 1 s until `sla.drain` are too short to tell that it was gone: allow more \(The old/,
  },
  {
    what: 'one that still answered then',
    id: 'replaced',
    facts: {
      restarts: [restart({ drained: false, settled: 35_000, takeoverMs: 29_000, bySilence: true, detail: SILENCE })],
      buckets: [bucket('fresh', 34_200, { ok: 20 }, { a: 3, b: 17 })],
    },
    status: 'broken',
    evidence: /^the old generation was still there 30 s after restart 1 \(The old/,
  },
  {
    what: 'a restart that was not watched to its end',
    id: 'replaced',
    facts: { restarts: [restart({ drained: false, settled: 5055, detail: 'a step failed' })] },
    status: 'not-observed',
    evidence: /^restart 1 ended before the old generation was gone \(a step failed\)$/,
  },
  {
    what: 'a new generation that never came',
    id: 'replaced',
    facts: { restarts: [restart({ observed: false, drained: false, detail: 'only a answers' })] },
    status: 'not-observed',
    evidence: /^no new generation was seen after restart 1 \(only a answers\)$/,
  },
  {
    what: 'too few restarts',
    id: 'replaced',
    facts: { scenario: { ...soundScenario(), restart: { count: 3, everyMs: 0, steps: [] } } },
    status: 'not-observed',
    evidence: /^only 1 of 3 restarts were made$/,
  },
  {
    what: 'new connections answered by the new generation',
    id: 'takeover',
    facts: {},
    status: 'held',
    evidence: /^all 20 new connections after takeover were answered by the new generation$/,
  },
  {
    what: 'the old generation still answering',
    id: 'takeover',
    facts: {
      buckets: [
        bucket('fresh', 5000, {}, { a: 20 }),
        bucket('fresh', 5100, {}, { a: 9, b: 9 }),
        bucket('fresh', 5200, {}, { a: 3, b: 17 }),
        bucket('http', 5300, {}, { a: 50 }),
      ],
    },
    status: 'broken',
    evidence:
      /^later than 100 ms after takeover the old generation still answered 3 new connections \(the new one 17\)$/,
  },
  {
    what: 'the old generation answering until the next restart, but not after it',
    id: 'takeover',
    facts: {
      restarts: [restart({}), restart({ index: 2, begun: 7010, generations: { old: ['a', 'b'], new: ['c'] } })],
      buckets: [
        bucket('fresh', 6800, {}, { a: 1, b: 16 }),
        bucket('fresh', 7000, {}, { a: 4 }),
        bucket('fresh', 7100, {}, { a: 5 }),
        bucket('fresh', 7200, {}, { c: 7 }),
      ],
    },
    status: 'broken',
    evidence:
      /^later than 100 ms after takeover the old generation still answered 1 new connection \(the new one 23\)$/,
  },
  {
    what: 'the old generation answering connections that were opened for the request, of all kinds but HTTP/2',
    id: 'takeover',
    facts: {
      traffic: [traffic('http', 'http', {}), traffic('fresh', 'fresh', {}), traffic('h2', 'http2', {})],
      buckets: [
        { ...bucket('http', 5200, {}, { a: 60, b: 40 }), newGenerations: { a: 2, b: 11 } },
        { ...bucket('fresh', 5200, {}, { a: 1, b: 20 }), newGenerations: { b: 20 } },
        // Due before, answered in this slot.
        bucket('fresh', 5300, {}, { a: 1 }),
        { ...bucket('h2', 5200, {}, { a: 3 }), newGenerations: { a: 3 } },
      ],
    },
    status: 'broken',
    evidence:
      /^later than 100 ms after takeover the old generation still answered 2 new connections \(the new one 31\)$/,
  },
  {
    what: 'old processes without a listening socket, where no answer states its generation',
    id: 'takeover',
    facts: {
      buckets: [bucket('fresh', 5300, { ok: 20 })],
      restarts: [restart({ generations: { old: ['pid 7', 'pid 8'], new: ['pid 9'] } })],
      listeners: [
        { inode: 500, pid: 6, from: 1 },
        { inode: 500, pid: 7, from: 1, to: 5060 },
        { inode: 500, pid: 8, from: 1, to: 5150 },
      ],
    },
    status: 'held',
    evidence:
      /^in 1 restart the processes of the old generation had released their listening sockets within 100 ms after takeover$/,
  },
  {
    what: 'an old process that holds its listening socket on',
    id: 'takeover',
    facts: {
      buckets: [bucket('fresh', 5300, { ok: 20 })],
      restarts: [restart({ generations: { old: ['pid 7'], new: ['pid 9'] } })],
      listeners: [{ inode: 500, pid: 7, from: 1, to: 5151 }],
    },
    status: 'not-observed',
    evidence: /^no answer on a new connection after takeover named its generation/,
  },
  {
    what: 'an old process for which another one accepts',
    id: 'takeover',
    facts: {
      buckets: [bucket('fresh', 5300, { ok: 20 })],
      restarts: [restart({ generations: { old: ['pid 7'], new: ['pid 9'] } })],
      listeners: [{ inode: 500, pid: 6, from: 1 }],
    },
    status: 'not-observed',
    evidence: /^no answer on a new connection after takeover named its generation/,
  },
  {
    what: 'old processes with new connections',
    id: 'takeover',
    facts: {
      events: [
        { t: 5240, kind: 'old-serving', index: 1, pid: 7, connections: 4 },
        { t: 5260, kind: 'old-serving', index: 1, pid: 7, connections: 2 },
      ],
    },
    status: 'broken',
    evidence:
      /^later than 100 ms after takeover the old generation still was seen to hold 2 connections opened after takeover$/,
  },
  {
    what: 'answers on kept connections only',
    id: 'takeover',
    facts: { buckets: [bucket('http', 5300, {}, { a: 3, b: 17 })] },
    status: 'not-observed',
    evidence: /^no answer on a new connection after takeover named its generation/,
  },
  {
    what: 'no takeover',
    id: 'takeover',
    facts: { restarts: [withoutTakeover()] },
    status: 'not-observed',
    evidence: /^no new generation was seen to take over$/,
  },
  {
    what: 'answers all the time',
    id: 'responsive',
    facts: {},
    status: 'held',
    evidence:
      /^longest time without any answer 4 ms, without a new connection 0 ms, p99 latency of http 3 ms \(baseline 3 ms\), 0 stalled connections$/,
  },
  {
    what: 'a second of silence',
    id: 'responsive',
    facts: { restarts: [restart({}), restart({ silenceMs: 1001 })] },
    status: 'broken',
    evidence: /^longest time without any answer 1 s \(just over the limit of 1 s\), /,
  },
  {
    what: 'a silence of slow requests alone, as before the restart',
    id: 'responsive',
    facts: {
      baseline: { ...soundLedger().baseline, latencyByTraffic: { slow: latency(3000) } },
      restarts: [restart({ silenceMs: 3020 })],
    },
    status: 'held',
    evidence: /^longest time without any answer 3.02 s, /,
  },
  {
    what: 'slow answers',
    id: 'responsive',
    facts: { restarts: [restart({ latencyByTraffic: { http: latency(1200) } })] },
    status: 'broken',
    evidence: /p99 latency of http 1.2 s \(limit 1 s, baseline 3 ms\)/,
  },
  {
    what: 'answers that are as slow without a restart',
    id: 'responsive',
    facts: {
      baseline: { ...soundLedger().baseline, latencyByTraffic: { http: latency(3000) } },
      restarts: [restart({ latencyByTraffic: { http: latency(3010) } })],
    },
    status: 'held',
    evidence: /p99 latency of http 3.01 s \(baseline 3 s\)/,
  },
  {
    what: 'a slow traffic that has a larger share of the window than of the baseline',
    id: 'responsive',
    facts: {
      traffic: BESIDE_SLOW,
      baseline: { ...soundLedger().baseline, latencyByTraffic: { http: latency(3), slow: latency(3000) } },
      restarts: [restart({ latencyMs: latency(3010), latencyByTraffic: { http: latency(4), slow: latency(3010) } })],
    },
    status: 'held',
    evidence: /p99 latency of slow 3.01 s \(baseline 3 s\)/,
  },
  {
    what: 'a fast traffic that became slow beside one that is slow anyway',
    id: 'responsive',
    facts: {
      traffic: BESIDE_SLOW,
      baseline: {
        ...soundLedger().baseline,
        latencyMs: latency(3000),
        latencyByTraffic: { http: latency(3), slow: latency(3000) },
      },
      restarts: [restart({ latencyMs: latency(3010), latencyByTraffic: { http: latency(1500), slow: latency(3010) } })],
    },
    status: 'broken',
    evidence: /p99 latency of http 1.5 s \(limit 1 s, baseline 3 ms\)/,
  },
  {
    what: 'a slow traffic that had no answer before the restart',
    id: 'responsive',
    facts: {
      traffic: BESIDE_SLOW,
      restarts: [restart({ latencyByTraffic: { slow: latency(3010) } })],
    },
    status: 'held',
    evidence: /p99 latency not known, 0 stalled connections$/,
  },
  {
    what: 'a stalled connection',
    id: 'responsive',
    facts: { lifelines: [lifeline({ end: 'stalled' })] },
    status: 'broken',
    evidence: /, 1 stalled connection$/,
  },
  {
    what: 'nothing asked',
    id: 'responsive',
    facts: { restarts: [restart({ silenceMs: null, outageMs: null, latencyMs: null })] },
    status: 'not-observed',
    evidence: /^no request was sent during a restart$/,
  },
]

describe('a guarantee', () => {
  test.each(CASES)('$id: $what', ({ id, facts, status, evidence }) => {
    const found = checkGuarantees(ledgerWith(facts)).find((one) => one.id === id)
    expect(found?.evidence).toMatch(evidence)
    expect(found?.status).toBe(status)
  })

  test('is held, broken and not observed in one case each at least', () => {
    const tried = CASES.map(({ id, status }) => `${id} ${status}`)
    const all = GUARANTEES.flatMap((id) => ['held', 'broken', 'not-observed'].map((status) => `${id} ${status}`))
    expect([...new Set(tried)].toSorted()).toEqual(all.toSorted())
  })

  test('of the outage has the limit of the SLA where there is one', () => {
    const restarts = [restart({ outageMs: 212 })]
    const status = (outageMs?: number) =>
      checkGuarantees(ledgerWith({ restarts }, outageMs === undefined ? {} : { outageMs })).find(
        ({ id }) => id === 'responsive',
      )?.status
    expect(status()).toBe('held')
    expect(status(100)).toBe('broken')
  })

  test('is never held in a run without restarts', () => {
    const without = { ...soundLedger(), restarts: [] }
    expect(checkGuarantees(without).filter(({ status }) => status !== 'not-observed')).toEqual([])
  })
})
