import { expect, test } from 'vitest'
import type { RunEvent } from '../../../src/model/event.ts'
import type { Ledger } from '../../../src/model/ledger.ts'
import type { ProcessLife } from '../../../src/model/process.ts'
import type { Reason, Verdict } from '../../../src/model/verdict.ts'
import { judge } from '../../../src/verdict/judge.ts'
import { hold, life, stepDone, stepping } from '../findings/support.ts'
import { bucket, ledgerWith, restart, traffic } from '../support.ts'

/** A restart of 5000 to 5400 that left nothing that serves: 60 of 200 requests were answered. */
const OUTAGE = {
  traffic: [traffic('fresh', 'fresh', { ok: 60, refused: 140 })],
  buckets: [bucket('fresh', 4900, { ok: 60 }), bucket('fresh', 5100, { refused: 140 })],
  restarts: [restart({ observed: false, outcomes: { refused: 40 } })],
} satisfies Partial<Ledger>

const OLD = life(10, { ended: 5030, code: 0 })
const HEIR = life(20, { started: 5100, bornIn: 1, ended: 5300, code: 1, command: '/usr/sbin/server -c new' })
const exec = { kind: 'exec', command: './deploy', withinMs: 1 } as const

function failedStep(name: string, step = 1): RunEvent {
  return { t: 5300, kind: 'step-failed', index: 1, step, name, message: 'it failed. Do something.' }
}

function died(t: number, how = 'its last process (sleep 2) ended'): RunEvent {
  return { t, kind: 'target-died', pid: 99, how, logTail: 'listening' }
}

function verdictOf(facts: Partial<Ledger>): Verdict {
  return judge(ledgerWith(facts)).verdict
}

function reasonOf(facts: Partial<Ledger>, code: Reason['code']): string | undefined {
  return verdictOf(facts).reasons.find((one) => one.code === code)?.message
}

test('a step that fails takes no outage back, and says what users lost', () => {
  const facts = { ...OUTAGE, scenario: stepping(exec), events: [failedStep('exec ./deploy')] }
  expect(verdictOf(facts)).toMatchObject({ status: 'fail', exitCode: 1 })
  expect(verdictOf(facts).reasons.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['restart-failed', 'sla-missed', 'restart-not-observed']),
  )
  expect(reasonOf(facts, 'restart-failed')).toBe(
    'restart 1, step 1 (exec ./deploy): it failed. Do something. Since this restart began 140 of 140 requests failed',
  )
})

test('nor does a wait that ends without what it waited for; alone it proves nothing', () => {
  const wait = { kind: 'wait', for: 'generation', withinMs: 1 } as const
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test needs only a part of it
  const facts = { scenario: stepping(wait as never), events: [failedStep('wait for a new generation')] }
  expect(verdictOf({ ...facts, ...OUTAGE })).toMatchObject({ status: 'fail', exitCode: 1 })
  expect(verdictOf(facts)).toMatchObject({ status: 'inconclusive', exitCode: 3 })
})

test('a step that fails and costs no request is a failure too', () => {
  const facts = { scenario: stepping(exec), events: [failedStep('exec ./deploy')] }
  expect(verdictOf(facts)).toMatchObject({ status: 'fail', exitCode: 1 })
  expect(reasonOf(facts, 'restart-failed')).toMatch(/ Since this restart began none of 40 requests was lost$/)
})

test('what was lost until an interrupt, or until the target died, stays lost', () => {
  expect(verdictOf({ ...OUTAGE, interrupted: true })).toMatchObject({ status: 'fail', exitCode: 130 })
  expect(verdictOf({ ...OUTAGE, events: [died(8000)] })).toMatchObject({ status: 'fail', exitCode: 4 })
})

test('a journal of the first rules is judged by them: a step that failed made a run void', () => {
  const facts = { ...OUTAGE, scenario: stepping(exec), events: [failedStep('exec ./deploy')], rules: 1 }
  expect(verdictOf(facts)).toMatchObject({ status: 'inconclusive', exitCode: 3 })
  expect(verdictOf({ ...OUTAGE, interrupted: true, rules: 1 }).status).toBe('inconclusive')
})

function deathOf(processes: ProcessLife[], events: RunEvent[], facts: Partial<Ledger> = {}): Partial<Ledger> {
  return { ...OUTAGE, processes, listeners: [hold(10, 0, 5030)], events, ...facts }
}

test('a target whose last process ended in a restart was ended by that, also where its death was noticed later', () => {
  const facts = deathOf([OLD, HEIR], [failedStep('exec ./deploy'), died(6500)], { scenario: stepping(exec) })
  expect(verdictOf(facts)).toMatchObject({ status: 'fail', exitCode: 1 })
  expect(reasonOf(facts, 'target-died')).toBeUndefined()
  expect(reasonOf(facts, 'restart-ended-target')).toBe(
    'restart 1 ended the target (the new process 20 (/usr/sbin/server -c new) ended with exit code 1 after 200 ms), and nothing took its place',
  )
})

test('so was one whose new process ended after the restart had settled', () => {
  const late = { ...HEIR, ended: 7000 }
  expect(reasonOf(deathOf([OLD, late], [died(7100)]), 'restart-ended-target')).toMatch(/exit code 1 after 1\.9 s/)
  // The end of an old one is another matter.
  const facts = deathOf([{ ...OLD, ended: 7000, code: 3 }], [died(7100, 'exit code 3')])
  expect(verdictOf(facts).exitCode).toBe(4)
  expect(reasonOf(facts, 'target-died')).toMatch(
    /^the target \(pid 99\) died outside a restart, 1\.7 s after restart 1/,
  )
})

test('the process that served is named, and not a command that ended last; only a signal asks for its handler', () => {
  const helper = life(30, { command: 'sleep 2', started: 5010, bornIn: 1, ended: 5390 })
  const events: RunEvent[] = [died(6500)]
  const message =
    'restart 1 ended the target (process 10 (/usr/sbin/server -c conf) ended with exit code 0, 30 ms after the first step), and nothing took its place'
  expect(reasonOf(deathOf([OLD, helper], events), 'restart-ended-target')).toBe(message)
  const signalled = [stepDone(5020, 1, 'signal HUP'), ...events]
  expect(reasonOf(deathOf([OLD], signalled), 'restart-ended-target')).toMatch(/: does it handle the signal\?/)
})
