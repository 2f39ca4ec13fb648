import { describe, expect, test } from 'vitest'
import type { Entry } from '../../src/model/entry.ts'
import type { RunEvent } from '../../src/model/event.ts'
import { judge } from '../../src/verdict/judge.ts'
import { buildLedger, runEntry } from './support.ts'

const DETAIL = 'No process that listens or serves was started since the restart began.'

/** npm, which ends by a signal after 40 ms, and the server that it had launched through a shell. */
const LAUNCHED: RunEvent[] = [
  { t: 1, kind: 'process-started', pid: 5, ppid: 1, command: 'npm start' },
  { t: 2, kind: 'process-started', pid: 6, ppid: 5, command: 'sh -c node server.js' },
  { t: 3, kind: 'process-started', pid: 7, ppid: 6, command: 'node server.js' },
  { t: 4, kind: 'listener-opened', pid: 7, inode: 100 },
  { t: 1000, kind: 'phase', phase: 'baseline' },
]

const RESTARTED: RunEvent[] = [
  { t: 5000, kind: 'restart-begun', index: 1, old: ['pid 7'] },
  {
    t: 5010,
    kind: 'step-done',
    index: 1,
    step: 1,
    name: 'signal HUP',
    ms: 10,
    receiver: { pid: 5, command: 'npm start', t: 5000 },
  },
]

const UNSEEN: RunEvent[] = [
  {
    t: 8000,
    kind: 'restart-settled',
    index: 1,
    observed: false,
    drained: false,
    old: ['pid 7'],
    new: [],
    detail: DETAIL,
  },
  { t: 9000, kind: 'phase', phase: 'grace' },
]

async function ledgerOf(events: RunEvent[]) {
  const entries: Entry[] = events.map((event) => ({ entry: 'event', ...event }))
  return await buildLedger([runEntry(), ...entries, { entry: 'end', t: 9500, interrupted: false }])
}

const ENDED: RunEvent = { t: 5040, kind: 'process-ended', pid: 5, command: 'npm start', signal: 'SIGHUP' }

describe('who got the signal of a restart', () => {
  test('is named with what became of it, and with the server that it left behind', async () => {
    const ledger = await ledgerOf([...LAUNCHED, ...RESTARTED, ENDED, ...UNSEEN])
    expect(ledger.restarts[0]?.signalled).toEqual([
      {
        step: 1,
        name: 'signal HUP',
        pid: 5,
        command: 'npm start',
        endedMs: 40,
        signal: 'SIGHUP',
        servers: [{ pid: 7, command: 'node server.js' }],
      },
    ])
    const [finding] = judge(ledger).findings
    expect(finding).toMatchObject({
      id: 'restart-ignored',
      title: 'The signal did not reach the server',
      evidence: expect.stringContaining(
        '"signal HUP" went to pid 5 (npm start), which ended 40 ms later; its child process pid 7 (node server.js) did not get it and served on',
      ),
      remedy: expect.stringContaining('target.pid'),
    })
  })

  test('also where it went on, or the step failed', async () => {
    const failed: RunEvent = {
      t: 7000,
      kind: 'step-failed',
      index: 1,
      step: 1,
      name: 'stop by TERM',
      message: 'the process did not stop on TERM',
      receiver: { pid: 5, command: 'npm start', t: 5000 },
    }
    const ledger = await ledgerOf([...LAUNCHED, ...RESTARTED.slice(0, 1), failed, ...UNSEEN])
    expect(ledger.restarts[0]?.signalled).toMatchObject([{ name: 'stop by TERM', servers: [{ pid: 7 }] }])
    expect(ledger.restarts[0]?.signalled?.[0]).not.toHaveProperty('endedMs')
    const { verdict, findings } = judge(ledger)
    expect(findings.map(({ id }) => id)).toEqual(['restart-ignored'])
    // Nothing is known of how the server itself restarts.
    const codes = verdict.reasons.map(({ code }) => code)
    expect(codes).toContain('step-failed')
    expect(codes).not.toContain('restart-failed')
  })

  test('and it is no wrapper where it takes connections itself, or where its child ended too', async () => {
    const master: RunEvent = { t: 5, kind: 'listener-opened', pid: 5, inode: 100 }
    const one = await ledgerOf([...LAUNCHED, master, ...RESTARTED, ENDED, ...UNSEEN])
    expect(one.restarts[0]?.signalled).toMatchObject([{ pid: 5, servers: [] }])
    const both: RunEvent = { t: 5050, kind: 'process-ended', pid: 7, command: 'node server.js' }
    const two = await ledgerOf([...LAUNCHED, ...RESTARTED, ENDED, both, ...UNSEEN])
    expect(two.restarts[0]?.signalled).toMatchObject([{ pid: 5, servers: [] }])
    expect(judge(two).findings.map(({ title }) => title)).not.toContain('The signal did not reach the server')
  })

  test('is not known of journals that do not say it', async () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test needs only a part of it
    const { receiver: _, ...old } = RESTARTED[1] as Extract<RunEvent, { kind: 'step-done' }>
    const ledger = await ledgerOf([...LAUNCHED, ...RESTARTED.slice(0, 1), old, ENDED, ...UNSEEN])
    expect(ledger.restarts[0]).not.toHaveProperty('signalled')
  })
})
