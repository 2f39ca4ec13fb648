import { expect, test } from 'vitest'
import type { Ledger } from '../../../src/model/ledger.ts'
import { restart } from '../support.ts'
import { findIn, hold, idsIn, life, stepDone, stepping } from './support.ts'

const unseen: Partial<Ledger> = {
  restarts: [restart({ observed: false, drained: false, settled: 8000 })],
  scenario: stepping({ kind: 'signal', signal: 'SIGUSR2', to: 'main' }),
  events: [stepDone(5002, 1, 'signal USR2')],
}

test('a new process that listens shows that something was restarted, and not what', () => {
  const processes = [life(1, { ended: 5200 }), life(2, { bornIn: 1, started: 5100 })]
  const [finding, ...more] = findIn({ ...unseen, processes, listeners: [hold(1, 0, 5200), hold(2, 5150)] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'restart-unconfirmed',
    title: 'The restart could not be confirmed',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    'No answer of a new generation was seen in restart 1 within 3 s; the new process 2 (/usr/sbin/server -c conf) listens; 40 requests answered after its last step.',
  )
})

test('nor is it known what serves where nothing was answered since', () => {
  const [finding] = findIn({ ...unseen, processes: [life(1)], buckets: [] })
  expect(finding).toMatchObject({ id: 'restart-unconfirmed' })
  expect(finding?.evidence).toMatch(/; no request was answered after its last step\.$/)
})

test('where the old process alone listens and answers go on, nothing happened', () => {
  expect(idsIn({ ...unseen, processes: [life(1)], listeners: [hold(1, 0)] })).toEqual(['restart-ignored'])
})

test('a process that began anew in its place has another listening socket', () => {
  const listeners = [hold(1, 0, 5020), { ...hold(9, 5300), pid: 1 }]
  const [finding, ...more] = findIn({ ...unseen, processes: [life(1)], listeners })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'restart-unconfirmed', restarts: [1] })
  expect(finding?.explanation).toMatch(/^The process that served closed its listening socket and opened another/)
  expect(finding?.evidence).toBe(
    'No answer of a new generation was seen in restart 1 within 3 s; process 1 (/usr/sbin/server -c conf) was there before, and listens on a new socket; 40 requests answered after its last step.',
  )
})

test('one that opened a second socket and kept the first did not', () => {
  const listeners = [hold(1, 0), { ...hold(9, 5300), pid: 1 }]
  expect(idsIn({ ...unseen, processes: [life(1)], listeners })).toEqual(['restart-ignored'])
})
