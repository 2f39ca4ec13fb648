import { expect, test } from 'vitest'
import { bucket, ledgerWith, restart } from '../support.ts'
import { answered, findIn, hold, idsIn, lost, refused } from './support.ts'

test('a pause in which nothing was refused', () => {
  const restarts = [restart({ outageMs: 3080 }), restart({ index: 2, begun: 9000, settled: 9600, outageMs: 499 })]
  const events = [
    { t: 5300, kind: 'accept-queue', inode: 11, length: 73 },
    { t: 9300, kind: 'accept-queue', inode: 11, length: 99 },
  ] as const
  const [finding, ...more] = findIn({ restarts, events: [...events] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'accept-stall',
    title: 'No new connection was answered for 3.08 s, although the port had a listener',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    'No new connection was answered for 3.08 s, and none was refused in restart 1, half a second or more in 1 of 2 restarts; up to 73 were seen to ' +
      'wait in the accept queue.',
  )
})

test('without fresh traffic the silence of all traffic shows it', () => {
  const [finding] = findIn({ restarts: [restart({ outageMs: null, silenceMs: 1200 })] })
  expect(finding?.evidence).toMatch(/^No request was answered for 1.2 s in restart 1/)
})

test('a short pause, one with refusals, or one of the harness is none', () => {
  expect(idsIn({ restarts: [restart({ outageMs: 499 })] })).toEqual([])
  expect(idsIn({ restarts: [restart({ outageMs: 900, outcomes: { ok: 9, refused: 1 } })] })).toEqual([])
  const events = [{ t: 6000, kind: 'harness-stalled', thread: 'probes', ms: 1000 } as const]
  expect(idsIn({ restarts: [restart({ outageMs: 900 })], events })).toEqual([])
})

test('a pause in an outage that an earlier restart began is none: nothing listened', () => {
  const attempts = [5200, 8000, 9200, 9500].map((sent) => refused(sent))
  const lasting = [{ traffic: 'http', from: 5100, to: 10_000 }]
  const restarts = [restart({ lasting }), restart({ index: 2, begun: 9000, settled: 9600, outageMs: 4900 })]
  expect(idsIn({ restarts, attempts })).not.toContain('accept-stall')
})

test('clients that gave up in the queue are its losses, and the longest of them shows how long it was where others were refused', () => {
  const late = { phase: 'body', bytesRead: 99, firstByte: 7390 } as const
  const attempts = [5200, 5300, 5400].map((sent) =>
    lost(sent + 2000, 2000, { outcome: 'timeout', ...(sent === 5400 && late) }),
  )
  const events = [{ t: 6100, kind: 'accept-queue', inode: 11, length: 3 } as const]
  const restarts = [restart({ settled: 8000, outageMs: 2700, outcomes: { ok: 9, refused: 1 } })]
  const [finding, ...more] = findIn({ attempts, events, restarts, listeners: [hold(11, 0)] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'accept-stall',
    figures: { stallMs: 2000, queued: 3, requests: 3 },
    restarts: [1],
  })
  expect(finding?.explanation).toContain('Some clients gave up there')
  expect(finding?.evidence).toBe(
    'No new connection was answered for 2 s in restart 1, half a second or more in the restart; up to 3 were seen to wait in the accept queue; ' +
      '3 clients gave up before any process had accepted them.',
  )
})

test('who was answered with an error had been accepted', () => {
  const restarts = [restart({ outageMs: 900 })]
  expect(idsIn({ restarts, attempts: [answered(500, 5300, { generation: 'b' })] })).toEqual(['new-generation-errors'])
})

test('a silence no longer than those before is that of slow requests', () => {
  const buckets = [1000, 3500, 6100].map((t) => ({ ...bucket('slow', t, { ok: 3 }), firstOk: t + 5, lastOk: t + 9 }))
  const restarts = [restart({ outageMs: null, silenceMs: 2400 })]
  expect(idsIn({ restarts, buckets })).toEqual([])
  expect(idsIn({ restarts, buckets: buckets.slice(0, 1) })).toEqual(['accept-stall'])
})

test('a silence that the latency of the baseline explains, or of which nothing is known before, is none', () => {
  const restarts = [restart({ outageMs: null, silenceMs: 3020 })]
  const usual = { p50: 3000, p90: 3030, p99: 3030, p999: 3030, max: 3030 }
  const { baseline } = ledgerWith({})
  expect(idsIn({ restarts })).toEqual(['accept-stall'])
  expect(idsIn({ restarts, baseline: { ...baseline, latencyByTraffic: { slow: usual } } })).toEqual([])
  expect(idsIn({ restarts, baseline: { ...baseline, latencyByTraffic: {} } })).toEqual([])
  // Quick traffic beside it is silent for no good reason.
  const both = { slow: usual, http: { ...usual, max: 9 } }
  expect(idsIn({ restarts, baseline: { ...baseline, latencyByTraffic: both } })).toEqual(['accept-stall'])
})

test('new connections that are answered as late as in the baseline wait in no queue', () => {
  const { baseline } = ledgerWith({})
  const latencyByTraffic = { fresh: { p50: 400, p90: 500, p99: 600, p999: 700, max: 700 } }
  expect(idsIn({ restarts: [restart({ outageMs: 900 })], baseline: { ...baseline, latencyByTraffic } })).toEqual([])
})

test('an error on a kept connection is an answer, but not one of a new connection', () => {
  const attempts = [answered(500, 5300, { generation: 'b', connection: { id: 1, reused: true } })]
  expect(idsIn({ restarts: [restart({ outageMs: null, silenceMs: 900 })], attempts })).toEqual([
    'new-generation-errors',
  ])
  expect(idsIn({ restarts: [restart({ outageMs: 900 })], attempts })).toContain('accept-stall')
})
