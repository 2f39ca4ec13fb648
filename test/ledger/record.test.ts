import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import { listAttempts } from '../../src/ledger/list-attempts.ts'
import { createRecorder } from '../../src/ledger/record.ts'
import type { Attempt } from '../../src/model/attempt.ts'
import type { BucketEntry, Entry } from '../../src/model/entry.ts'
import { noOutcomes } from '../../src/model/outcome.ts'
import type { OkAnswer } from '../../src/model/recorder.ts'
import { failedAttempt } from './support.ts'

function setUp(names = ['http']) {
  const posted: Entry[] = []
  let now = 0
  const recorder = createRecorder({
    clock: { origin: 0n, now: () => now },
    post: (entries) => posted.push(...entries),
    traffic: names.map((name) => ({ name, kind: 'http' as const })),
  })
  const set = (t: number) => {
    now = t
  }
  return { recorder, posted, set, buckets: () => posted.filter((entry) => entry.entry === 'bucket') }
}

function answer(end: number, facts: Partial<OkAnswer> = {}) {
  return { due: end - 1, generation: undefined, newConnection: false, end, ...facts }
}

function failed(end: number, facts: Partial<Attempt> = {}): Attempt {
  return { ...failedAttempt, due: end - 5, end, ...facts }
}

const total = (bucket: BucketEntry | undefined) => decodeFromCompressedBase64(bucket?.latency ?? '').totalCount

describe('slots', () => {
  test('an attempt belongs to the slot in which it ended', () => {
    const { recorder, buckets, set } = setUp()
    const http = recorder.traffic('http')
    http.ok(answer(99.9))
    http.ok(answer(100))
    http.settle(failed(205, { due: 50 }))
    set(1000)
    recorder.flush()
    expect(buckets().map(({ t, outcomes }) => ({ t, outcomes }))).toEqual([
      { t: 0, outcomes: { ok: 1 } },
      { t: 100, outcomes: { ok: 1 } },
      { t: 200, outcomes: { reset: 1 } },
    ])
  })

  test('good answers are counted by what they were and who gave them, each slot anew', () => {
    const { recorder, buckets } = setUp()
    const http = recorder.traffic('http')
    for (const status of [200, 399, 404, 404]) http.ok(answer(10, { status }))
    http.ok(answer(11, { status: 302, about: '/login', generation: 'a' }))
    http.ok(answer(12, { status: 200, about: 'text/html', empty: true, generation: 'b' }))
    http.settle(failed(20, { status: 404, outcome: 'status' }))
    http.settle(failed(30, { outcome: 'ok', retried: { outcome: 'reset', phase: 'headers' } }), { status: 404 })
    http.ok(answer(110, { status: 200 }))
    http.ok(answer(111))
    recorder.close()
    expect(buckets().map(({ answers }) => answers)).toEqual([
      { '': { '200': 1, '399': 1, '404': 3 }, a: { '302 to /login': 1 }, b: { '200 text/html, empty': 1 } },
      { '': { '200': 1 } },
    ])
  })

  test('flush posts only the slots that have ended, of all traffics in order of time, and each once', () => {
    const { recorder, posted, buckets, set } = setUp(['a', 'b'])
    for (const t of [10, 110, 210]) {
      recorder.traffic('b').ok(answer(t))
      recorder.traffic('a').ok(answer(t))
    }
    set(200)
    recorder.flush()
    expect(buckets().map((bucket) => [bucket.t, bucket.traffic])).toEqual([
      [0, 'a'],
      [0, 'b'],
      [100, 'a'],
      [100, 'b'],
    ])
    recorder.flush()
    expect(posted).toHaveLength(4)
    recorder.close()
    expect(buckets().map((bucket) => bucket.t)).toEqual([0, 0, 100, 100, 200, 200])
  })

  test('what comes late for a slot already posted is posted as one more part of it', () => {
    const { recorder, buckets, set } = setUp()
    recorder.traffic('http').ok(answer(50))
    set(100)
    recorder.flush()
    recorder.traffic('http').ok(answer(60))
    recorder.traffic('http').ok(answer(150))
    set(200)
    recorder.flush()
    expect(buckets().map(({ t, outcomes, firstOk }) => [t, outcomes.ok, firstOk])).toEqual([
      [0, 1, 50],
      [0, 1, 60],
      [100, 1, 150],
    ])
  })

  test('a slot used again starts from nothing', () => {
    const { recorder, buckets, set } = setUp()
    const http = recorder.traffic('http')
    http.ok(answer(10, { generation: 'a' }))
    http.settle(failed(20, { retryable: true }))
    http.settle(failed(30, { outcome: 'ok', retried: { outcome: 'reset', phase: 'headers' } }))
    set(100)
    recorder.flush()
    http.ok(answer(110))
    http.ok(answer(112))
    set(200)
    recorder.flush()
    const [, second] = buckets()
    expect(second).toEqual({
      entry: 'bucket',
      traffic: 'http',
      t: 100,
      warmup: false,
      outcomes: { ok: 2 },
      retryable: 0,
      latency: second?.latency,
      firstOk: 110,
      lastOk: 112,
      okGap: 2,
    })
    expect(total(second)).toBe(2)
  })

  test('the first, the last and the longest time between two ok answers', () => {
    const { recorder, buckets, set } = setUp()
    for (const end of [10, 12, 40, 41]) recorder.traffic('http').ok(answer(end))
    recorder.traffic('http').settle(failed(99))
    set(100)
    recorder.flush()
    expect(buckets()[0]).toMatchObject({ firstOk: 10, lastOk: 41, okGap: 28 })
  })

  test('answers that are recorded out of order never make a gap look shorter', () => {
    const { recorder, buckets, set } = setUp()
    for (const end of [20, 60, 40, 10, 65]) recorder.traffic('http').ok(answer(end))
    set(100)
    recorder.flush()
    expect(buckets()[0]).toMatchObject({ firstOk: 10, lastOk: 65, okGap: 40 })
  })

  test('latency counts from due to end of the ok attempts alone, in microseconds', () => {
    const { recorder, buckets, set } = setUp()
    recorder.traffic('http').ok(answer(90, { due: 40 }))
    recorder.traffic('http').settle(failed(95, { due: 0 }))
    recorder
      .traffic('http')
      .settle(failed(96, { due: 46, outcome: 'ok', retried: { outcome: 'reset', phase: 'headers' } }))
    set(100)
    recorder.flush()
    const histogram = decodeFromCompressedBase64(buckets()[0]?.latency ?? '')
    expect(histogram.totalCount).toBe(2)
    expect(Math.abs(histogram.getValueAtPercentile(50) - 50_000)).toBeLessThan(500)
  })
})

describe('warm-up', () => {
  test('is what was due before the measured part, in slots of its own', () => {
    const { recorder, posted, buckets, set } = setUp()
    recorder.measureFrom(100)
    recorder.traffic('http').ok(answer(150, { due: 99 }))
    recorder.traffic('http').ok(answer(150, { due: 100 }))
    recorder.traffic('http').settle(failed(160, { due: 99 }))
    recorder.traffic('http').settle(failed(160, { due: 101 }))
    set(200)
    recorder.flush()
    expect(buckets().map(({ t, warmup, outcomes }) => ({ t, warmup, outcomes }))).toEqual([
      { t: 100, warmup: true, outcomes: { ok: 1, reset: 1 } },
      { t: 100, warmup: false, outcomes: { ok: 1, reset: 1 } },
    ])
    expect(posted.filter((entry) => entry.entry === 'attempt').map((entry) => entry.warmup)).toEqual([true, undefined])
  })
})

describe('what is recorded one by one', () => {
  test('everything but a plain ok', () => {
    const { recorder, posted } = setUp()
    const http = recorder.traffic('http')
    http.ok(answer(1))
    http.settle(failed(2))
    http.settle(failed(3, { outcome: 'unfinished' }))
    http.settle(failed(4, { outcome: 'local' }))
    http.settle(failed(5, { outcome: 'ok' }))
    http.settle(failed(6, { outcome: 'ok', retried: { outcome: 'dropped', phase: 'headers' } }))
    recorder.close()
    expect(posted.filter((entry) => entry.entry === 'attempt').map((entry) => entry.end)).toEqual([2, 3, 4, 6])
  })

  test('what was never sent as one entry for many, those of the warm-up apart, and each of them can be had again', () => {
    const { recorder, posted, buckets } = setUp()
    const http = recorder.traffic('http')
    recorder.measureFrom(3)
    const waited: Attempt = { ...failedAttempt, outcome: 'timeout', phase: 'queue', retryable: false, due: 1, end: 100 }
    http.settleUnsent(waited, [1, 2, 3, 4, 5])
    http.settleUnsent({ ...waited, end: 105 }, [6])
    recorder.close()
    const entries = posted.filter((entry) => entry.entry === 'attempt')
    expect(entries.map(({ due, alsoDue, warmup }) => [due, alsoDue, warmup])).toEqual([
      [1, [2], true],
      [3, [4, 5], undefined],
      [6, undefined, undefined],
    ])
    expect(entries.flatMap((entry) => [...listAttempts(entry)])).toEqual([
      ...[1, 2, 3, 4, 5].map((due) => ({ ...waited, due })),
      { ...waited, due: 6, end: 105 },
    ])
    expect(buckets().map(({ warmup, outcomes }) => [warmup, outcomes])).toEqual([
      [true, { timeout: 2 }],
      [false, { timeout: 4 }],
    ])
    expect(posted.at(-1)).toMatchObject({ entry: 'total', outcomes: { timeout: 6 } })
  })

  test('retryable counts failures that were not retried, retried counts by the first outcome', () => {
    const { recorder, buckets } = setUp()
    const http = recorder.traffic('http')
    const retried = { outcome: 'dropped', phase: 'headers' } as const
    http.settle(failed(1, { retryable: true }))
    http.settle(failed(2, { retryable: false }))
    http.settle(failed(3, { retryable: true, outcome: 'unfinished' }))
    http.settle(failed(4, { retryable: true, retried }))
    http.settle(failed(5, { outcome: 'ok', retried }))
    recorder.close()
    expect(buckets()[0]).toMatchObject({
      outcomes: { ok: 1, reset: 3, unfinished: 1 },
      retryable: 1,
      retried: { dropped: 2 },
    })
  })
})

describe('generations', () => {
  test('a first sight is posted at once, and again at the first sight on a new connection', () => {
    const { recorder, posted } = setUp(['a', 'b'])
    const seen = () => posted.map((entry) => (entry.entry === 'event' ? { ...entry, entry: undefined } : entry))
    recorder.traffic('a').ok(answer(1, { generation: 'x' }))
    recorder.traffic('a').ok(answer(2, { generation: 'x' }))
    expect(seen()).toEqual([
      { kind: 'generation-seen', generation: 'x', traffic: 'a', newConnection: false, sent: 0, t: 1 },
    ])
    recorder.traffic('a').ok(answer(3, { generation: 'x', newConnection: true }))
    recorder.traffic('a').ok(answer(4, { generation: 'x', newConnection: true }))
    recorder.traffic('b').ok(answer(5, { generation: 'x', newConnection: true }))
    recorder.traffic('b').ok(answer(6, { generation: 'x' }))
    expect(seen().map((event) => ('t' in event ? event.t : 0))).toEqual([1, 3, 5])
  })

  test('are counted by complete responses, bad statuses included', () => {
    const { recorder, buckets } = setUp()
    const http = recorder.traffic('http')
    for (const generation of ['x', 'y', 'x']) http.ok(answer(1, { generation }))
    http.settle(failed(2, { outcome: 'status', generation: 'y' }))
    http.settle(failed(3, { outcome: 'truncated', generation: 'y' }))
    http.settle(failed(3, { outcome: 'truncated', generation: 'z' }))
    recorder.close()
    expect(buckets()[0]?.generations).toEqual({ x: 2, y: 2 })
  })

  test('on connections that were opened for them, by the slot in which they were due', () => {
    const { recorder, buckets } = setUp()
    const http = recorder.traffic('http')
    http.ok(answer(150, { due: 110, generation: 'x', newConnection: true }))
    http.ok(answer(160, { due: 110, generation: 'x' }))
    http.ok(answer(3170, { due: 190, generation: 'y', newConnection: true }))
    http.settle(failed(230, { due: 210, outcome: 'status', generation: 'x', connection: { id: 1, reused: false } }))
    http.settle(failed(230, { due: 210, outcome: 'truncated', generation: 'x', connection: { id: 2, reused: false } }))
    recorder.close()
    expect(buckets().map(({ t, newGenerations }) => [t, newGenerations])).toEqual([
      [100, { x: 1, y: 1 }],
      [200, { x: 1 }],
      [3100, undefined],
    ])
    expect(buckets().map(({ generations }) => generations)).toEqual([{ x: 2 }, { x: 1 }, { y: 1 }])
  })

  test('a label that changes with each answer does not grow without end', () => {
    const { recorder, posted, buckets } = setUp()
    for (let i = 0; i < 1500; i += 1) recorder.traffic('http').ok(answer(1, { generation: `request ${i}` }))
    recorder.close()
    expect(Object.keys(buckets()[0]?.generations ?? {})).toHaveLength(1000)
    expect(buckets()[0]?.outcomes.ok).toBe(1500)
    expect(posted.filter((entry) => entry.entry === 'event' && entry.kind === 'trouble')).toHaveLength(1)
  })
})

describe('the end', () => {
  test('posts the rest, then a total per traffic with begun counted on its own', () => {
    const { recorder, posted } = setUp(['a', 'b'])
    recorder.traffic('a').begin()
    recorder.traffic('a').begin()
    recorder.traffic('a').ok(answer(1))
    recorder.close()
    expect(posted.map((entry) => entry.entry)).toEqual(['bucket', 'total', 'total'])
    expect(posted.slice(1)).toEqual([
      { entry: 'total', traffic: 'a', begun: 2, outcomes: { ...noOutcomes(), ok: 1 } },
      { entry: 'total', traffic: 'b', begun: 0, outcomes: noOutcomes() },
    ])
  })

  test('events are posted at once, lifelines by the next flush', () => {
    const { recorder, posted } = setUp()
    recorder.lifeline({ traffic: 'http', kind: 'idle', id: 1, opened: 0, closed: 9, end: 'kept', by: 'client' })
    recorder.event({ t: 1, kind: 'target-ready' })
    expect(posted.map((entry) => entry.entry)).toEqual(['event'])
    recorder.flush()
    expect(posted.map((entry) => entry.entry)).toEqual(['event', 'lifeline'])
  })

  test('a traffic that the plan does not have is refused by name', () => {
    expect(() => setUp(['a', 'b']).recorder.traffic('c')).toThrow('No traffic is named "c"; this thread records a, b')
  })
})

test('how punctual the arrivals of a schedule were is recorded by traffic, and each arrival once', () => {
  const { recorder } = setUp(['a', 'b', 'c'])
  for (const lateMs of [0, 2, 2.1, 40]) recorder.traffic('a').begin(lateMs)
  recorder.traffic('b').begin(1)
  // A closed loop has no schedule.
  recorder.traffic('c').begin()
  expect(recorder.takeSchedules()).toEqual([
    { traffic: 'a', arrivals: 4, punctual: 2, latestMs: 40 },
    { traffic: 'b', arrivals: 1, punctual: 1, latestMs: 1 },
  ])
  expect(recorder.takeSchedules()).toEqual([])
})
