import { expect, test } from 'vitest'
import type { Ledger } from '../../../src/model/ledger.ts'
import { bucket, lifeline, restart, traffic } from '../support.ts'
import { answered, findIn, hold, idsIn, life, lost, onReused, stepDone, stepping } from './support.ts'

const at = (closed: number, index = 1) => lifeline({ kind: 'websocket', end: 'cut', closed, restart: index })
const long = restart({ settled: 6300 })

test('many that end at the same age, long after the first step', () => {
  const attempts = [lost(6141, 2600, { outcome: 'dropped' }), answered(502, 6160, { sent: 5200, due: 5200 })]
  const [finding, ...more] = findIn({ restarts: [long], attempts, lifelines: [at(6150), at(6225)] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'drain-limit',
    title: '2 requests and 2 long-lived connections cut at a drain limit of about 1.14 s',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '2 requests (1 dropped and 1 answered with 502) and 2 websocket connections in the restart, in restart 1 all from 1.14 s to 1.23 s after its ' +
      'first step; the requests had been in flight for 960 ms to 2.6 s.',
  )
})

test('connections alone, if they end at the same age each time', () => {
  const second = restart({ index: 2, begun: 8000, settled: 9300 })
  const [finding] = findIn({ restarts: [long, second], lifelines: [at(6141), at(9160, 2)] })
  expect(finding).toMatchObject({
    id: 'drain-limit',
    restarts: [1, 2],
    explanation: expect.stringMatching(/may also be/),
  })
  expect(idsIn({ restarts: [long, second], lifelines: [at(6141), at(9800, 2)] })).toEqual(['lifelines-cut'])
  expect(idsIn({ restarts: [long], lifelines: [at(6141), at(6142)] })).toEqual(['lifelines-cut'])
})

test('connections alone that end at another age each time ended with a process that had done its work', () => {
  const restarts = [
    long,
    restart({ index: 2, begun: 8000, settled: 9700 }),
    restart({ index: 3, begun: 11_000, settled: 12_700 }),
  ]
  expect(idsIn({ restarts, lifelines: [at(6500), at(9520, 2), at(12_730, 3)] })).toEqual(['lifelines-cut'])
  expect(idsIn({ restarts, lifelines: [at(6500), at(9520, 2), at(12_560, 3)] })).toEqual(['drain-limit'])
})

const from = (localPort: number) => ({ ...at(6141), localPort })

test('one transfer alone is a single end, although it is a request and a long-lived connection', () => {
  const attempts = [lost(6141, 2600, { outcome: 'truncated', connection: { id: 1, reused: false, localPort: 40_001 } })]
  expect(idsIn({ restarts: [long], attempts, lifelines: [from(40_001)] })).not.toContain('drain-limit')
  expect(idsIn({ restarts: [long], attempts, lifelines: [from(40_001), from(40_002)] })).toContain('drain-limit')
})

test('ends here and there, at once, or of what had hardly begun are none', () => {
  const scattered = [lost(5600, 400), lost(6000, 400), lost(6300, 400)]
  expect(idsIn({ restarts: [long], attempts: scattered })).toEqual(['cut-in-flight'])
  expect(idsIn({ attempts: [lost(5300, 400), lost(5301, 400)] })).toEqual(['cut-in-flight'])
  expect(idsIn({ restarts: [long], attempts: [lost(6141, 4), lost(6142, 4)] })).toEqual(['accepted-unanswered'])
  expect(idsIn({ restarts: [long], attempts: [lost(6141, 900)] })).toEqual(['cut-in-flight'])
})

test('what was sent on kept connections after the drain had begun was not being worked on', () => {
  expect(idsIn({ restarts: [long], attempts: [onReused(6141, 1000), onReused(6142, 1000)] })).toEqual([
    'keepalive-abandoned',
  ])
  expect(idsIn({ restarts: [long], attempts: [onReused(6141, 1200), onReused(6142, 1200)] })).toEqual(['drain-limit'])
  expect(idsIn({ restarts: [long], attempts: [onReused(6141, 450), onReused(6142, 450)] })).toEqual([
    'keepalive-abandoned',
  ])
  expect(idsIn({ restarts: [long], attempts: [onReused(6141, 4), onReused(6142, 4)] })).toEqual(['keepalive-race'])
})

test('but with HTTP/2 they were: what a server does not take up it says', () => {
  const attempts = [6141, 6142].map((end) =>
    onReused(end, 450, { traffic: 'slow', connection: { id: 1, reused: true, connectMs: 1 } }),
  )
  const facts = { restarts: [long], attempts, traffic: [traffic('slow', 'http2', { ok: 10 })] }
  expect(idsIn(facts)).toEqual(['drain-limit'])
  expect(idsIn({ ...facts, traffic: [traffic('slow', 'http', { ok: 10 })] })).toEqual(['keepalive-race'])
})

test('a first try was on its way from when it was sent, however long it had waited for a connection', () => {
  const ok = { outcome: 'ok', due: 4600, sent: 6143 } as const
  const retriedAt = (end: number, sent: number) =>
    lost(6300, 159, { ...ok, retried: { outcome: 'reset', phase: 'headers', code: 'ECONNRESET', sent, end } })
  expect(idsIn({ restarts: [long], attempts: [retriedAt(6141, 6139), retriedAt(6142, 6139)] })).toEqual([
    'keepalive-race',
  ])
  expect(idsIn({ restarts: [long], attempts: [retriedAt(6141, 4700), retriedAt(6142, 4700)] })).toEqual(['drain-limit'])
})

/** A worker that is told 1.1 s after the first step of a restart, as the next one is up. */
const worker: Partial<Ledger> = {
  restarts: [restart({ settled: 7600 })],
  attempts: [lost(7150, 2600, { outcome: 'dropped' }), lost(7151, 1900, { outcome: 'dropped' })],
  processes: [life(7), life(8, { ppid: 7, ended: 7160 })],
  listeners: [{ inode: 11, pid: 8, from: 0, to: 6100 }],
}

test('a drain begins as the process lets go of its listening socket, not with the first step', () => {
  const [finding, ...more] = findIn(worker)
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'drain-limit', figures: { limitMs: 1050 }, restarts: [1] })
  expect(finding?.evidence).toContain('all 1.05 s after it had let go of its listening socket')
})

test('one that held its socket to the end, and that no step had signalled, had no limit: it exits at once', () => {
  expect(idsIn({ ...worker, listeners: [{ inode: 11, pid: 8, from: 0, to: 7155 }] })).toEqual(['cut-in-flight'])
})

test('a limit counts from the step that signalled the process, and a signal that it sends itself at last is its own way to end', () => {
  const steps = stepping({ kind: 'stop', to: 'main', signal: 'SIGTERM', withinMs: 9000 })
  const facts: Partial<Ledger> = {
    ...worker,
    scenario: steps,
    processes: [life(8, { ended: 7160, signal: 'SIGTERM' })],
    events: [stepDone(7170, 1070, 'stop by TERM', 'pid 8, 1 process gone')],
  }
  for (const listeners of [worker.listeners ?? [], []]) {
    const [finding, ...more] = findIn({ ...facts, listeners })
    expect(more).toEqual([])
    expect(finding).toMatchObject({ id: 'drain-limit', figures: { limitMs: 1050 } })
  }
})

const answers = (t: number) => ({ ...bucket('fresh', t, { ok: 3 }), newGenerations: { a: 3 } })

test('where no process is seen, not before the old generation answered its last new connection', () => {
  const facts = { restarts: worker.restarts ?? [], attempts: worker.attempts ?? [] }
  expect(findIn({ ...facts, buckets: [answers(6000)] })[0]).toMatchObject({ figures: { limitMs: 1050 } })
  expect(idsIn({ ...facts, buckets: [answers(7000)] })).toEqual(['cut-in-flight'])
})

const cut = (inFlight: number) => [onReused(7150, inFlight), onReused(7151, inFlight)]

test('requests on kept connections that may have been sent after the drain had begun are not cut by its limit: letting go is seen late', () => {
  const listeners = [{ inode: 11, pid: 8, from: 0, to: 7030 }]
  const facts = { ...worker, listeners }
  expect(idsIn({ ...facts, attempts: cut(1) })).toEqual(['keepalive-race'])
  expect(idsIn({ ...facts, attempts: cut(150) })).toEqual(['keepalive-abandoned'])
  const far = [...cut(150), lost(7150, 100), lost(7151, 100)]
  expect(idsIn({ ...facts, attempts: far })).not.toContain('drain-limit')
  expect(idsIn({ ...facts, attempts: cut(400) })).toEqual(['drain-limit'])
})

test('a process that executes itself in its place closes its connections with its socket, and has no limit', () => {
  const attempts = [0, 1, 2, 3, 4].map((i) => lost(5240 + i, 1000))
  const listeners = [hold(1, 0, 5062), { ...hold(9, 5500), pid: 1 }]
  const ids = idsIn({ restarts: [restart({ settled: 5600 })], attempts, listeners, processes: [life(1)] })
  expect(ids).toEqual(['cut-in-flight'])
})
