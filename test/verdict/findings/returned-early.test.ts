import { expect, test } from 'vitest'
import type { Ledger } from '../../../src/model/ledger.ts'
import { restart } from '../support.ts'
import { answered, findIn, idsIn, onReused, refused, stepDone, stepping } from './support.ts'

const exec = { kind: 'exec', command: 'restart', withinMs: 1000 } as const
const wait = { kind: 'wait', until: { generation: 'new' }, withinMs: 1000 } as const
const early: Partial<Ledger> = {
  scenario: stepping(exec, wait),
  restarts: [restart({ takeoverMs: 300 })],
  events: [stepDone(5088, 88, 'exec restart')],
  attempts: [refused(5060), refused(5100), answered(503, 5200)],
}

test('a command that was done before anybody served', () => {
  const finding = findIn(early).find(({ id }) => id === 'returned-early')
  expect(finding).toMatchObject({
    title: 'The restart command returned 212 ms before the new generation served',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '"exec restart" was done 88 ms after the beginning of restart 1, the first answer of the new generation came 212 ms later, and 2 requests failed in ' +
      'between; so it was in the restart.',
  )
  expect(idsIn(early)).toEqual(['no-listener', 'returned-early', 'gateway-errors'])
})

test('nothing lost in between, a takeover before it, or a step that promises nothing', () => {
  expect(idsIn({ ...early, attempts: [refused(5060), onReused(5100, 2)] })).toEqual(['no-listener', 'keepalive-race'])
  expect(idsIn({ ...early, restarts: [restart({ takeoverMs: 50 })] })).not.toContain('returned-early')
  const signal = stepping({ kind: 'signal', signal: 'SIGHUP', to: 'main' })
  expect(idsIn({ ...early, scenario: signal })).not.toContain('returned-early')
})

test('what had been sent before the command was done is not its victim', () => {
  const attempts = [answered(502, 5100, { due: 4300, sent: 4300 }), answered(502, 5200, { due: 4400, sent: 4400 })]
  expect(idsIn({ ...early, attempts })).toEqual(['gateway-errors'])
})
