import { expect, test } from 'vitest'
import type { Entry } from '../../src/model/entry.ts'
import type { RunEvent } from '../../src/model/event.ts'
import type { RestartRecord } from '../../src/model/ledger.ts'
import { buildLedger, fresh, http, recordAll, runEntry, scenario } from './support.ts'

/** Old process 11 and new process 22; the restart begins at 1000, and a look sees a connection of 22 at 1800. */
const OLD = 11
const NEW = 22

const event = (facts: RunEvent): Entry => ({ entry: 'event', ...facts })
const hold = (change: 'opened' | 'closed', t: number, pid: number): Entry =>
  event({ t, kind: `listener-${change}`, pid, inode: pid })

function born(at?: number): Entry {
  const facts = { t: 1060, kind: 'process-started', pid: NEW, ppid: 1, command: 'server' } as const
  return event({ ...facts, ...(at !== undefined && { born: at }) })
}

/** With the times of answers to fresh requests. */
async function restartWith(answers: number[], events: Entry[], by: 'process' | 'header' = 'process') {
  const generation = by === 'process' ? ({ by } as const) : ({ by, name: 'X-Generation' } as const)
  const { target } = scenario()
  const ledger = await buildLedger([
    runEntry({ traffic: [http, fresh], target: { ...target, generation } }),
    event({ t: 0, kind: 'process-started', pid: OLD, ppid: 1, command: 'server' }),
    hold('opened', 0, OLD),
    event({ t: 1000, kind: 'restart-begun', index: 1, old: [`pid ${OLD}`] }),
    ...events,
    event({ t: 1800, kind: 'takeover', index: 1, generation: `pid ${NEW}` }),
    event({
      t: 1900,
      kind: 'restart-settled',
      index: 1,
      observed: true,
      drained: true,
      old: [`pid ${OLD}`],
      new: [`pid ${NEW}`],
    }),
    ...recordAll('fresh', answers, []),
    { entry: 'end', t: 3000, interrupted: false },
  ])
  return ledger.restarts[0]
}

const boundsOf = (restart: RestartRecord | undefined) => [restart?.takeoverFromMs, restart?.takeoverMs]
const every10 = (from: number, to: number) => Array.from({ length: (to - from) / 10 + 1 }, (_, i) => from + i * 10)

test('lies between the birth of the new process and the first answer on a connection that the old one cannot have accepted', async () => {
  const restart = await restartWith(every10(0, 2900), [
    born(1045),
    hold('opened', 1100, NEW),
    hold('closed', 1205, OLD),
  ])
  expect(boundsOf(restart)).toEqual([45, 290])
})

test('is not later than the look that saw a connection', async () => {
  const restart = await restartWith(every10(0, 2900), [born(1045)])
  expect(boundsOf(restart)).toEqual([45, 800])
})

test('counts the end of an old process whose socket was not seen to close', async () => {
  const ended = event({ t: 1305, kind: 'process-ended', pid: OLD, command: 'server', code: 0 })
  expect(boundsOf(await restartWith(every10(0, 2900), [born(1045), ended]))).toEqual([45, 390])
})

test('is not earlier than any answer', async () => {
  const answers = [...every10(0, 1010), ...every10(1510, 2900)]
  const restart = await restartWith(answers, [born(1045), hold('closed', 1020, OLD)])
  expect(boundsOf(restart)).toEqual([510, 510])
})

test('begins with the restart where a journal does not have the birth', async () => {
  expect(boundsOf(await restartWith(every10(0, 2900), [born()]))).toEqual([0, 800])
})

test('is the answer itself where answers name their generation', async () => {
  const restart = await restartWith(every10(0, 2900), [born(1045), hold('closed', 1205, OLD)], 'header')
  expect(boundsOf(restart)).toEqual([undefined, 800])
})
