import { expect, test } from 'vitest'
import type { RunEvent } from '../../../src/model/event.ts'
import type { Ledger } from '../../../src/model/ledger.ts'
import { lifeline, restart } from '../support.ts'
import { findIn, idsIn, life, lost, stepping } from './support.ts'

function done(step: number, t: number, name: string, detail: string): RunEvent {
  return { t, kind: 'step-done', index: 1, step, name, ms: 50, detail }
}

/** A process of 5200 to 8450 that one step started and another one stopped at 8350, with all that it had. */
const facts = {
  restarts: [restart({ settled: 9000 })],
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test needs only a part of it
  scenario: stepping({ kind: 'wait', for: 'ms', ms: 1 } as never, { kind: 'wait', for: 'ms', ms: 1 } as never),
  processes: [
    life(1, { ended: 5100, code: 0 }),
    life(2, { bornIn: 1, started: 5200, ended: 8450, code: 0, command: 'silence' }),
  ],
  events: [done(1, 5300, 'start silence', 'pid 2'), done(2, 8400, 'stop by TERM', 'pid 2, 1 process gone')],
  attempts: [
    lost(8390, 3000, { outcome: 'dropped' }),
    lost(8395, 2000, { outcome: 'dropped' }),
    // Read of late by a client that was busy.
    lost(8700, 400, { outcome: 'reset' }),
  ],
} satisfies Partial<Ledger>

test('what a process had that a step stopped was cut by that step, and by no limit of a server', () => {
  const [finding, ...more] = findIn(facts)
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'stopped-by-step',
    title: '3 requests lost as a step stopped the process that had them',
    restarts: [1],
    figures: { requests: 3, longestInFlightMs: 3000 },
  })
  expect(finding?.evidence).toBe(
    '3 requests (1 reset and 2 dropped) in the restart, none of them answered in part; in restart 1 "stop by TERM" stopped process 2 (silence) 3.35 s after the first step; ' +
      'the requests had been in flight for up to 3 s.',
  )
})

test('so were its long-lived connections', () => {
  const lifelines = [lifeline({ end: 'cut', opened: 5300, closed: 8400 })]
  expect(findIn({ ...facts, lifelines })[0]?.title).toMatch(/^3 requests and 1 long-lived connection lost/)
})

test('what was sent before that process was there, and what another one ended, is another matter', () => {
  const older = [lost(8390, 8000, { outcome: 'dropped' }), lost(8395, 8000, { outcome: 'dropped' })]
  expect(idsIn({ ...facts, attempts: older })).not.toContain('stopped-by-step')
  const started = facts.events.slice(0, 1)
  expect(idsIn({ ...facts, events: started })).not.toContain('stopped-by-step')
})
