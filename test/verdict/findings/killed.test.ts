import { expect, test } from 'vitest'
import type { Ledger } from '../../../src/model/ledger.ts'
import { lifeline, restart } from '../support.ts'
import { answered, findIn, hold, idsIn, life, lost, onReused, stepDone, stepping } from './support.ts'

const cut = [lost(5080, 1900, { outcome: 'truncated', bytesRead: 9 }), lost(5081, 700, { outcome: 'dropped' })]
const websocket = lifeline({ kind: 'websocket', end: 'cut', closed: 5082 })
const killed = life(7, { ended: 5086, signal: 'SIGTERM' })

test('an old process that a signal ended took its requests and connections with it', () => {
  const [finding, ...more] = findIn({
    attempts: [...cut, onReused(5083, 2)],
    lifelines: [websocket],
    processes: [killed],
  })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'killed',
    title: 'The old generation was killed with 3 requests and 1 long-lived connection in flight',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '3 requests (1 reset, 1 dropped and 1 truncated) and 1 websocket connection; in restart 1 process 7 (/usr/sbin/server -c conf) was ended ' +
      'by SIGTERM 86 ms after the first step; the lost requests had been in flight for up to 1.9 s.',
  )
})

/** Of the second generation, whose end may not have been seen. */
const second = (ended: number, code?: number) =>
  life(8, { started: 5010, bornIn: 1, ended, ...(code !== undefined && { code }) })

test('one of which it was not seen how it ended was killed too, where its like was in another restart, at the same age', () => {
  const restarts = [restart({ until: 8000 }), restart({ index: 2, begun: 8000, settled: 8400 })]
  const attempts = [...cut, lost(8080, 1900, { outcome: 'truncated', bytesRead: 9 })]
  const first = life(7, { ended: 5086, signal: 'SIGKILL' })
  const found = (facts: Partial<Ledger>) =>
    findIn({ restarts, attempts, ...facts }).find(({ id }) => id === 'killed')?.restarts
  expect(found({ processes: [first, second(8090)] })).toEqual([1, 2])
  expect(found({ processes: [first, second(8090, 0)] })).toEqual([1])
  expect(found({ processes: [first, second(8300)] })).toEqual([1])
  expect(found({ processes: [{ ...first, signal: 'SIGTERM' }, second(8090)] })).toEqual([1])
})

test('a proxy in front answers for it what had been on its way, and is out of service afterwards', () => {
  const attempts = [answered(502, 5080, { due: 4000, sent: 4000 }), answered(502, 5081)]
  expect(idsIn({ attempts, processes: [killed] })).toEqual(['killed', 'gateway-errors'])
})

const stopped: Partial<Ledger> = {
  attempts: cut,
  scenario: stepping({ kind: 'stop', to: 'main', signal: 'SIGTERM', withinMs: 1000 }),
  events: [stepDone(5090, 30, 'stop by TERM')],
  processes: [life(7, { ended: 5095, code: 0 })],
}

test('a process that ends at once on a step that stops it has not drained either', () => {
  const [finding] = findIn(stopped)
  expect(finding?.id).toBe('killed')
  expect(finding?.title).toBe('The old generation exited at once with 2 requests in flight')
  expect(finding?.evidence).toContain('in restart 1 on "stop by TERM" the old generation ended within 35 ms')
})

test('where processes cannot be seen, the step has to do', () => {
  expect(idsIn({ ...stopped, processes: [] })).toEqual(['killed'])
})

test('one that lives on after the step was not killed by it', () => {
  expect(idsIn({ ...stopped, processes: [life(7)] })).toEqual(['cut-in-flight'])
  expect(idsIn({ ...stopped, processes: [life(7, { ended: 6200 })] })).toEqual(['cut-in-flight'])
  expect(idsIn({ ...stopped, events: [stepDone(5090, 30, 'signal HUP')] })).toEqual(['cut-in-flight'])
})

test('a request that crossed with the close of a server that stops in order is a race', () => {
  expect(idsIn({ ...stopped, attempts: [onReused(5080, 2)] })).toEqual(['keepalive-race'])
})

/** It catches TERM, and sends itself the same signal once it has drained. */
const raised: Partial<Ledger> = {
  ...stopped,
  events: [stepDone(5420, 400, 'stop by TERM', 'pid 7, 1 process gone')],
  processes: [life(7, { ended: 5430, signal: 'SIGTERM' })],
  listeners: [{ inode: 11, pid: 7, from: 0, to: 5410 }],
}

test('a process that had a handler and finished all that it had begun was not killed, however it ended', () => {
  const queued = [5060, 5200, 5350].map((sent) => lost(5404, 5404 - sent))
  expect(idsIn({ ...raised, attempts: queued })).toEqual(['accept-queue-reset'])
  expect(idsIn({ ...raised, attempts: [onReused(5200, 2)] })).toEqual(['keepalive-race'])
  const exited = [life(7, { ended: 5430, code: 0 })]
  expect(idsIn({ ...raised, attempts: queued, processes: exited })).toEqual(['accept-queue-reset'])
})

test('without a handler it was, however long it took', () => {
  const events = [stepDone(5420, 400, 'stop by TERM', 'pid 7, which does not catch SIGTERM, 1 process gone')]
  expect(idsIn({ ...raised, events, attempts: [lost(5404, 344)] })).toEqual(['killed'])
})

test('a child that let go of its listening socket before anything was cut had handled the signal as well', () => {
  const child = life(8, { ppid: 7, ended: 5430, signal: 'SIGTERM' })
  const facts = { attempts: [lost(5404, 344, { outcome: 'dropped' })], processes: [life(7), child], events: [] }
  const held = { inode: 11, pid: 8, from: 0 }
  expect(idsIn({ ...facts, listeners: [{ ...held, to: 5100 }] })).toEqual(['cut-in-flight'])
  expect(idsIn({ ...facts, listeners: [{ ...held, to: 5410 }] })).toEqual(['killed'])
})

test('KILL ends a draining process, too', () => {
  const child = life(8, { ppid: 7, ended: 5430, signal: 'SIGKILL' })
  const facts = { attempts: [lost(5404, 344, { outcome: 'dropped' })], processes: [life(7), child], events: [] }
  expect(idsIn({ ...facts, listeners: [hold(8, 0, 5100)] })).toEqual(['killed'])
})

test('what crossed with a close earlier in the same second did not die with the process', () => {
  const race = onReused(5080, 2, { connection: { id: 2, reused: true, connectMs: 0.4 } })
  const facts = { processes: [life(7, { ended: 5600, signal: 'SIGKILL' })] }
  expect(idsIn({ ...facts, attempts: [race, lost(5580, 900, { outcome: 'dropped' })] })).toEqual([
    'killed',
    'keepalive-race',
  ])
})

test('the end of a process of the new generation, or long after the losses, is not the cause', () => {
  expect(idsIn({ attempts: cut, processes: [life(7, { ...killed, bornIn: 1 })] })).toEqual(['cut-in-flight'])
  expect(idsIn({ attempts: cut, processes: [life(7, { ...killed, ended: 5900 })] })).toEqual(['cut-in-flight'])
})

test('a process that one step started and another one killed belongs to that restart', () => {
  const started = life(8, { started: 5010, ended: 5086, signal: 'SIGKILL', bornIn: 1 })
  const facts = { attempts: cut, processes: [started] }
  expect(idsIn(facts)).not.toContain('killed')
  const signalled = [{ step: 2, name: 'signal KILL', pid: 8, command: 'server', endedMs: 6, servers: [] }]
  expect(idsIn({ ...facts, restarts: [restart({ signalled })] })).toContain('killed')
})

test('an end is seen as late as looks come round, and as the thread that looks was measured to be', () => {
  const facts = { attempts: [lost(5400, 300)], processes: [life(7, { ended: 5600, signal: 'SIGKILL' })] }
  expect(idsIn({ ...facts, attempts: [lost(5500, 300)] })).toEqual(['killed'])
  expect(idsIn(facts)).toEqual(['cut-in-flight'])
  const late = [{ from: 5000, to: 6000, ms: 90 }]
  expect(idsIn({ ...facts, delays: { main: late } })).toEqual(['killed'])
  expect(idsIn({ ...facts, delays: { probes: late, main: [{ from: 3000, to: 4000, ms: 90 }] } })).toEqual([
    'cut-in-flight',
  ])
})

test('what a proxy was asked after its backend had died is no victim, however long it took to say so', () => {
  const facts = { processes: [life(7, { ended: 5086, signal: 'SIGKILL' })] }
  expect(idsIn({ ...facts, attempts: [answered(502, 5180, { due: 5088, sent: 5088 })] })).toEqual(['gateway-errors'])
})
