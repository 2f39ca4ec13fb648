import { expect, test } from 'vitest'
import type { Ledger } from '../../../src/model/ledger.ts'
import { restart } from '../support.ts'
import { findIn, idsIn, life, lost, onReused, stepping } from './support.ts'

/** Workers that come and go by themselves, before the restart and after it. */
const recycling: Partial<Ledger> = {
  measuredFrom: 1000,
  processes: [
    life(7, { served: 900, ended: 3000 }),
    life(8, { served: 900 }),
    life(9, { started: 3050, served: 3100, ended: 8000 }),
    life(10, { started: 8050, served: 8100, bornIn: 1 }),
  ],
  listeners: [
    { inode: 11, pid: 7, from: 0, to: 2500 },
    { inode: 11, pid: 8, from: 0 },
    { inode: 11, pid: 9, from: 3050, to: 8000 },
  ],
}

test('what was cut as a worker left outside all restarts is not blamed on idle limits', () => {
  const attempts = [onReused(2100, 1), onReused(2450, 80), onReused(3090, 1)]
  const [finding, ...more] = findIn({ ...recycling, attempts })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'worker-recycled',
    title: '3 requests lost as a worker ended by itself, without a restart',
    figures: { requests: 3, endedWorkers: 1, retried: 0, retryable: 3 },
    restarts: [],
  })
  expect(finding?.evidence).toBe(
    '3 reset as 1 worker ended by itself, most of them (3) within 990 ms as process 7 (/usr/sbin/server -c conf) left, which was gone at 3 s; ' +
      'a client that retries as RFC 9110 allows would have hidden 3 of them.',
  )
})

test('what was cut at other times, or timed out, is no doing of theirs', () => {
  expect(idsIn({ ...recycling, attempts: [onReused(1700, 1), onReused(3200, 1)] })).toEqual(['keepalive-timeout'])
  expect(idsIn({ ...recycling, attempts: [lost(2800, 500, { outcome: 'timeout' })] })).not.toContain('worker-recycled')
})

test('where no other came in its place, or the restart ended it, nothing is known of workers that are replaced', () => {
  const attempts = [onReused(2450, 1)]
  expect(idsIn({ ...recycling, processes: [life(7, { served: 900, ended: 3000 })], attempts })).toEqual([
    'keepalive-timeout',
  ])
  const processes = [life(7, { served: 900, ended: 5200 }), life(9, { started: 5100, served: 5150, bornIn: 1 })]
  expect(idsIn({ ...recycling, processes, attempts: [onReused(5150, 1)] })).toEqual(['keepalive-race'])
})

test('steps that only wait end no worker, so those that end meanwhile do it by themselves', () => {
  const processes = [
    life(7, { served: 900, ended: 6000 }),
    life(9, { started: 6050, served: 6100, bornIn: 1, ended: 6900 }),
    life(10, { started: 6950, served: 7000, bornIn: 1 }),
  ]
  const attempts = [onReused(5900, 1), onReused(5950, 1), onReused(6890, 1)]
  const facts = {
    ...recycling,
    listeners: [],
    restarts: [restart({ settled: 8000, observed: false })],
    processes,
    attempts,
  }
  const found = findIn({ ...facts, scenario: stepping({ kind: 'wait', until: { ms: 3000 }, withinMs: 3000 }) })
  expect(found.find(({ id }) => id === 'worker-recycled')).toMatchObject({
    title: '3 requests lost as 2 workers ended by themselves, without a restart',
    figures: { requests: 3, endedWorkers: 2 },
  })
  expect(idsIn({ ...facts, scenario: stepping({ kind: 'signal', signal: 'SIGUSR1', to: 'main' }) })).not.toContain(
    'worker-recycled',
  )
})

test('nor does a signal that only reopens logs: a worker from before it is there after it', () => {
  const processes = [
    life(6, { served: 800, ended: 3000 }),
    life(8, { started: 3050, served: 3100 }),
    life(7, { served: 900, ended: 6000 }),
    life(9, { started: 6050, served: 6100, bornIn: 1 }),
  ]
  const facts = {
    ...recycling,
    listeners: [],
    restarts: [restart({ settled: 8000, observed: false })],
    attempts: [onReused(2990, 1), onReused(5990, 1)],
    scenario: stepping({ kind: 'signal', signal: 'SIGUSR1', to: 'main' }),
  }
  const recycledBy = (those: typeof processes) =>
    findIn({ ...facts, processes: those }).find(({ id }) => id === 'worker-recycled')?.figures
  expect(recycledBy(processes)).toMatchObject({ requests: 2, endedWorkers: 2 })
  // A master is there before and after every restart.
  const master = life(5, { started: 100 })
  const listeners = [...(recycling.listeners ?? []), { inode: 11, pid: 5, from: 100 }]
  const ofMaster = processes.map((one) => ({ ...one, ppid: 5, ...(one.pid === 8 && { ended: 5500 }) }))
  expect(
    findIn({ ...facts, listeners, processes: [master, ...ofMaster] }).find(({ id }) => id === 'worker-recycled')
      ?.figures,
  ).toMatchObject({
    requests: 1,
  })
  const replaced = processes.map((one) => (one.pid === 8 ? { ...one, ended: 5500 } : one))
  expect(recycledBy(replaced)).toMatchObject({ requests: 1, endedWorkers: 1 })
})
