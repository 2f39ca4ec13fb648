import { expect, test } from 'vitest'
import type { RunEvent } from '../../../src/model/event.ts'
import type { Ledger } from '../../../src/model/ledger.ts'
import type { ProcessLife } from '../../../src/model/process.ts'
import { bucket, restart } from '../support.ts'
import { findIn, hold, idsIn, life, onReused, refused, stepDone, stepping } from './support.ts'

const OLD = life(10, { ended: 5030, code: 0 })

/** Since 5030 nothing listens: four clients are refused until the end of the run, the last two long after the restart had settled. */
function outage(processes: ProcessLife[], facts: Partial<Ledger> = {}): Partial<Ledger> {
  return {
    restarts: [restart({ observed: false })],
    buckets: [bucket('fresh', 4900, { ok: 20 })],
    attempts: [refused(5040), refused(5300), refused(8000), refused(10_001)],
    listeners: [hold(10, 0, 5030)],
    processes,
    ...facts,
  }
}

const complained: RunEvent = {
  t: 5400,
  kind: 'target-complained',
  index: 1,
  lines: ['TypeError: no such thing', '    at emitErrorCloseNT (node:internal/streams/destroy:128:3)'],
}

test('a new process that fails takes the service away, and its exit code is reported', () => {
  const heir = life(20, { bornIn: 1, started: 5100, ended: 5300, code: 1, command: '/usr/sbin/server -c new' })
  const [finding, ...more] = findIn(outage([OLD, heir], { events: [complained] }))
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'service-lost',
    title: 'Restart 1 took the service away: the new process ended with exit code 1',
    restarts: [1],
    figures: { requests: 4, absentMs: 4970 },
  })
  expect(finding?.evidence).toBe(
    'Nothing listened from 30 ms after the first step of restart 1 until the end of the run, for 4.97 s; 4 connections refused; ' +
      'process 10 (/usr/sbin/server -c conf) ended with exit code 0 30 ms after the first step; ' +
      'the new process 20 (/usr/sbin/server -c new) ended with exit code 1 after 200 ms; its log says: TypeError: no such thing.',
  )
})

test('a process that no step stopped, and that listened for the others, is named', () => {
  const gateway = life(10, { command: 'node gateway.mjs', ended: 5030, code: 1 })
  const backend = life(11, { command: 'node backend.mjs', ended: 5010, signal: 'SIGKILL' })
  const [finding] = findIn(outage([gateway, backend]))
  expect(finding?.title).toBe('Restart 1 took the service away: process 10 (node gateway.mjs) ended with exit code 1')
  // Where a step stopped it, its end is what was asked for.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test needs only a part of it
  const stop = { ...stepDone(5030, 20, 'stop by KILL'), detail: 'pid 10, 1 process gone' } as RunEvent
  expect(findIn(outage([gateway], { events: [stop] }))[0]?.title).toMatch(/: nothing took its place$/)
})

test('an old process that let go of its listening socket and lives on answers those who stay', () => {
  const buckets = [bucket('fresh', 4900, { ok: 20 }), bucket('http', 9000, { ok: 20 })]
  const step: RunEvent = {
    t: 5390,
    kind: 'step-failed',
    index: 1,
    step: 1,
    name: 'stop by TERM',
    message: 'still running',
  }
  const scenario = stepping({ kind: 'stop', to: 'main', signal: 'SIGTERM', withinMs: 300 })
  const [finding, ...more] = findIn(outage([life(10)], { buckets, events: [step], scenario }))
  expect(more).toEqual([])
  expect(finding?.title).toMatch(/: process 10 \(.*\) closed its listening socket and did not end$/)
  expect(finding?.evidence).toMatch(/ lived on; "stop by TERM" failed: still running\.$/)
})

test('a new process that listens on another address is named with that, and handing over is no remedy', () => {
  const heir = life(20, { bornIn: 1, started: 5100 })
  const event: RunEvent = { t: 5200, kind: 'listener-elsewhere', pid: 20, inode: 7, address: '[::1]' }
  const [finding] = findIn(outage([OLD, heir], { events: [event] }))
  expect(finding?.title).toBe(
    'Restart 1 took the service away: the new process listens on [::1] alone, and the traffic goes to 127.0.0.1',
  )
  expect(finding?.evidence).toMatch(/the new process 20 \(.*\) lived and listened on \[::1\]\.$/)
  expect(finding?.remedy).not.toMatch(/SCM_RIGHTS|inherit/)
  expect(findIn(outage([OLD, heir]))[0]?.title).toMatch(/: the new process does not listen on 127\.0\.0\.1$/)
})

test('one outage counts for one restart: a later one found nothing listening', () => {
  const second = restart({ index: 2, begun: 7000, settled: 7400, observed: false })
  const [finding, ...more] = findIn(outage([OLD], { restarts: [restart({ observed: false }), second] }))
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'service-lost', restarts: [1], figures: { requests: 4, absentMs: 4970 } })
})

test('a gap that ends, a restart that is still under way, and refusals of before it take no service away', () => {
  const back = [bucket('fresh', 4900, { ok: 20 }), bucket('fresh', 9000, { ok: 20 })]
  const attempts = [refused(5040), refused(5300)]
  expect(idsIn(outage([OLD], { buckets: back, listeners: [hold(10, 0, 5030), hold(20, 5310)], attempts }))).toContain(
    'no-listener',
  )
  const { settled: _, ...open } = restart({ observed: false })
  expect(idsIn(outage([OLD], { restarts: [open], attempts }))).toEqual(['no-listener'])
  expect(idsIn(outage([OLD], { attempts: [onReused(5100, 5)], listeners: [hold(10, 0)] }))).not.toContain(
    'service-lost',
  )
})

test('a new process that listens, ends and is started again is no process that listens elsewhere', () => {
  const first = life(20, { bornIn: 1, started: 5050, ended: 5200 })
  const second = life(21, { bornIn: 1, started: 5250, ended: 5600 })
  const next = life(22, { bornIn: 1, started: 5700 })
  const listeners = [hold(10, 0, 5030), hold(20, 5150, 5200), hold(21, 5500, 5600)]
  const attempts = [refused(5700), refused(8000), refused(10_001)]
  const [finding] = findIn(outage([OLD, first, second, next], { listeners, attempts }))
  expect(finding).toMatchObject({
    id: 'service-lost',
    title: 'Restart 1 took the service away: the new process ended 2 times after it had begun to listen',
    restarts: [1],
  })
  expect(finding?.remedy).not.toContain('address')
})
