import { expect, test } from 'vitest'
import type { Ledger } from '../../../src/model/ledger.ts'
import { restart } from '../support.ts'
import { findIn, idsIn, life, pod, stepDone, stepping } from './support.ts'

const unseen: Partial<Ledger> = {
  restarts: [restart({ observed: false, drained: false, settled: 8000 })],
  scenario: stepping({ kind: 'signal', signal: 'SIGUSR2', to: 'main' }),
  events: [stepDone(5002, 1, 'signal USR2')],
  processes: [life(1)],
}

test('a restart after which everything is as before', () => {
  const [finding, ...more] = findIn(unseen)
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'restart-ignored', title: 'The restart did not happen', restarts: [1] })
  expect(finding?.evidence).toBe(
    'No new generation was seen in restart 1 after "signal USR2", within 3 s; no new process came.',
  )
})

test('a rollout that had nothing to do says so itself', () => {
  const rollout = stepping({ kind: 'rollout', change: { by: 'restart' }, withinMs: 1000, undo: false })
  const done = {
    t: 5300,
    kind: 'step-done',
    index: 1,
    step: 1,
    name: 'rollout restart',
    ms: 300,
    detail: 'nothing changed',
  } as const
  const [finding] = findIn({ ...unseen, scenario: rollout, events: [done], processes: [], pods: [pod('1')] })
  expect(finding?.evidence).toBe(
    'No new generation was seen in restart 1 after "rollout restart" (nothing changed), within 3 s.',
  )
})

test('new pods whose responses look like those of the old ones are another matter', () => {
  const pods = [pod('1'), pod('3', { bornIn: 1, created: 5020, ready: 5100 })]
  const [finding] = findIn({ ...unseen, processes: [], pods })
  expect(finding?.title).toBe('The new generation cannot be distinguished from the old one')
  expect(finding?.evidence).toMatch(/within 3 s; new pods became ready\.$/)
})

test('a log that says that the signal is ignored says no more than that', () => {
  const line = '[notice] the changing binary signal is ignored'
  const [finding] = findIn({ ...unseen, events: [{ t: 5400, kind: 'target-complained', index: 1, lines: [line] }] })
  expect(finding).toMatchObject({ id: 'restart-ignored' })
  expect(finding?.evidence).toMatch(/; its log says: \[notice\] the changing binary signal is ignored\.$/)
})

test('new processes that were not seen to serve are reported', () => {
  const [finding] = findIn({ ...unseen, processes: [life(1), life(2, { bornIn: 1, started: 5100 })] })
  expect(finding?.evidence).toContain('; new processes came and none served')
})

test('a restart that ended the target did happen', () => {
  const died = {
    t: 8000,
    kind: 'restart-settled',
    index: 1,
    observed: false,
    drained: false,
    died: true,
    old: ['a'],
    new: [],
  } as const
  expect(idsIn({ ...unseen, events: [{ ...died, old: ['a'], new: [] }] })).toEqual([])
})

test('by process, one within the same processes would look the same', () => {
  const { scenario } = unseen
  if (scenario === undefined) throw new Error('no scenario')
  const byProcess = { ...scenario, target: { ...scenario.target, generation: { by: 'process' } as const } }
  expect(findIn({ ...unseen, scenario: byProcess })[0]?.title).toBe(
    'No restart was seen: the same processes go on serving',
  )
  const line = '[notice] the changing binary signal is ignored'
  const events: Ledger['events'] = [{ t: 5400, kind: 'target-complained', index: 1, lines: [line] }]
  expect(findIn({ ...unseen, scenario: byProcess, events })[0]?.title).toBe('The restart did not happen')
})

test('a signal that no process took was rejected by none', () => {
  const message =
    'no process received SIGUSR2: expected process 1 to act on it, found that the process ignores this signal'
  const events = [
    { t: 5002, kind: 'step-failed', index: 1, step: 1, name: 'signal USR2', message, undelivered: true } as const,
  ]
  const [finding, ...more] = findIn({ ...unseen, events })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'restart-ignored', title: 'The restart did not happen' })
  expect(finding?.evidence).toBe(
    `No new generation was seen in restart 1, within 3 s; no new process came; "signal USR2" failed: ${message}.`,
  )
})
