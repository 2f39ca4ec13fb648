import { expect, test } from 'vitest'
import type { RunEvent } from '../../../src/model/event.ts'
import type { Ledger } from '../../../src/model/ledger.ts'
import { restart } from '../support.ts'
import { findIn, idsIn, life, lost, refused, stepping } from './support.ts'

const unseen: Partial<Ledger> = {
  restarts: [restart({ observed: false, drained: false, generations: { old: ['a'], new: [] } })],
}
const complained = (...lines: string[]): RunEvent[] => [{ t: 5400, kind: 'target-complained', index: 1, lines }]
const emerg = 'nginx: [emerg] unknown directive "broken" in conf:31'

test('a target that says in its log what it does not like', () => {
  const events = complained('[warn] conflicting', emerg)
  const [finding, ...more] = findIn({ ...unseen, events })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'reload-rejected',
    title: 'The restart was rejected, and the old generation went on serving',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(`No new generation came in restart 1; its log says: ${emerg}.`)
})

test('a command that fails', () => {
  const failed = {
    t: 5040,
    kind: 'step-failed',
    index: 1,
    step: 1,
    name: 'exec nginx -s reload',
    message: 'exit code 1',
  } as const
  const scenario = stepping({ kind: 'exec', command: 'nginx -s reload', withinMs: 1000 })
  const [finding] = findIn({ ...unseen, scenario, events: [failed] })
  expect(finding?.evidence).toBe('No new generation came in restart 1; "exec nginx -s reload" failed: exit code 1.')
})

test('a new process that does not come up', () => {
  const processes = [
    life(1),
    life(9, { bornIn: 1, started: 5040, ended: 5070, code: 2 }),
    life(8, { bornIn: 1, command: '/bin/sh x', ended: 5050, code: 1 }),
  ]
  const [finding] = findIn({ ...unseen, processes })
  expect(finding?.evidence).toBe(
    'No new generation came in restart 1; the new process 9 (/usr/sbin/server -c conf) ended with exit code 2 after 30 ms.',
  )
})

test('a new process whose end was not seen, where it was started as the old one was and none of its kind stayed', () => {
  const gone = life(9, { bornIn: 1, started: 5040, ended: 5070 })
  const [finding] = findIn({ ...unseen, processes: [life(1), gone] })
  expect(finding).toMatchObject({ id: 'reload-rejected', restarts: [1] })
  expect(finding?.evidence).toBe(
    'No new generation came in restart 1; the new process 9 (/usr/sbin/server -c conf) was gone after 30 ms, and how it ended was not seen.',
  )
})

test('a helper whose end was not seen, one that ended well, or one beside others that stayed, shows nothing', () => {
  const gone = { bornIn: 1, started: 5040, ended: 5070 }
  const helper = life(9, { ...gone, command: '/usr/sbin/server -s reload' })
  expect(idsIn({ ...unseen, processes: [life(1), helper] })).toEqual(['restart-ignored'])
  expect(idsIn({ ...unseen, processes: [life(1), life(9, { ...gone, code: 0 })] })).toEqual(['restart-ignored'])
  const stayed = life(10, { bornIn: 1, started: 5041 })
  expect(idsIn({ ...unseen, processes: [life(1), life(9, gone), stayed] })).toEqual(['restart-ignored'])
})

test('what was lost meanwhile is not said to be nothing', () => {
  const [finding] = findIn({ ...unseen, events: complained(emerg), attempts: [lost(5100, 500), refused(5101)] })
  expect(finding?.explanation).toMatch(/ Yet 2 requests failed meanwhile, and nothing new is served\.$/)
  expect(findIn({ ...unseen, events: complained(emerg) })[0]?.explanation).toMatch(/ No request was lost, and nothing/)
})

test('of a log the line that says why is taken, and no frame of a stack', () => {
  const events = complained(
    'TypeError: s.writeHead is not a function',
    'at emitErrorCloseNT (node:internal/streams/destroy:128:3)',
  )
  expect(findIn({ ...unseen, events })[0]?.evidence).toMatch(
    /its log says: TypeError: s\.writeHead is not a function\.$/,
  )
})

test('a restart that was seen, or one that was not waited for, was not rejected', () => {
  const events = complained(emerg)
  expect(idsIn({ events })).toEqual([])
  const { settled: _, ...open } = restart({ observed: false })
  expect(idsIn({ restarts: [open], events })).toEqual([])
})
