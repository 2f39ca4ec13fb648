import { describe, expect, test } from 'vitest'
import { buildListeners, buildProcesses } from '../../src/ledger/processes.ts'
import type { RunEvent } from '../../src/model/event.ts'

function started(t: number, pid: number, ppid = 1): RunEvent {
  return { t, kind: 'process-started', pid, ppid, command: `p${pid}` }
}

function ended(t: number, pid: number, facts: { code?: number; signal?: string; command?: string } = {}): RunEvent {
  return { t, kind: 'process-ended', pid, command: `p${pid}`, ...facts }
}

function begun(t: number, index: number): RunEvent {
  return { t, kind: 'restart-begun', index, old: [] }
}

function listener(change: 'opened' | 'closed', t: number, pid: number, inode: number): RunEvent {
  return { t, kind: `listener-${change}`, pid, inode }
}

describe('the lives of processes', () => {
  test('from start to end, with the exit where it is known, in order of their start', () => {
    const events = [
      started(1, 10),
      started(5, 11, 10),
      ended(20, 11, { code: 3 }),
      ended(30, 10, { signal: 'SIGKILL' }),
    ]
    expect(buildProcesses(events)).toEqual([
      { pid: 10, ppid: 1, command: 'p10', started: 1, ended: 30, signal: 'SIGKILL', bornIn: null },
      { pid: 11, ppid: 10, command: 'p11', started: 5, ended: 20, code: 3, bornIn: null },
    ])
  })

  test('one that outlives the watch has no end, and one that ended without a word no exit', () => {
    const lives = buildProcesses([started(1, 10), started(2, 11), ended(9, 11)])
    expect(lives[0]).not.toHaveProperty('ended')
    expect(lives[1]).toEqual({ pid: 11, ppid: 1, command: 'p11', started: 2, ended: 9, bornIn: null })
  })

  test('one whose listening socket was seen first has lived since then', () => {
    const events = [listener('opened', 3, 11, 100), begun(4, 1), started(5, 10), started(6, 11, 10)]
    expect(buildProcesses(events)).toEqual([
      { pid: 11, ppid: 10, command: 'p11', started: 3, bornIn: null },
      { pid: 10, ppid: 1, command: 'p10', started: 5, bornIn: 1 },
    ])
  })

  test('a socket that was let go of before says nothing of the next process with the same pid', () => {
    const events = [listener('opened', 3, 11, 100), listener('closed', 4, 11, 100), started(9, 11)]
    expect(buildProcesses(events)).toMatchObject([{ pid: 11, started: 9 }])
  })

  test('a pid that is given away again is another life', () => {
    const lives = buildProcesses([started(1, 10), ended(2, 10, { code: 0 }), started(3, 10), ended(4, 10, { code: 1 })])
    expect(lives.map((life) => [life.started, life.ended, life.code])).toEqual([
      [1, 2, 0],
      [3, 4, 1],
    ])
  })

  test('are born in the last restart that had begun', () => {
    const events = [started(1, 1), begun(10, 1), started(10, 2), started(19, 3), begun(20, 2), started(25, 4)]
    expect(buildProcesses(events).map(({ pid, bornIn }) => [pid, bornIn])).toEqual([
      [1, null],
      [2, 1],
      [3, 1],
      [4, 2],
    ])
  })

  test('bear the name that they had at their end', () => {
    const events = [started(1, 10), ended(9, 10, { command: 'nginx: worker process' })]
    expect(buildProcesses(events)[0]?.command).toBe('nginx: worker process')
  })

  test('an end without a start is none', () => {
    expect(buildProcesses([ended(9, 10)])).toEqual([])
  })
})

describe('the holders of listeners', () => {
  test('each process and socket from its opening to its closing', () => {
    const events = [
      listener('opened', 1, 10, 500),
      listener('opened', 2, 11, 500),
      listener('opened', 3, 10, 600),
      listener('closed', 8, 10, 500),
    ]
    expect(buildListeners(events)).toEqual([
      { inode: 500, pid: 10, from: 1, to: 8 },
      { inode: 500, pid: 11, from: 2 },
      { inode: 600, pid: 10, from: 3 },
    ])
  })

  test('one that was let go and taken again was held twice', () => {
    const events = [
      listener('opened', 1, 10, 500),
      listener('closed', 2, 10, 500),
      listener('opened', 4, 10, 500),
      listener('opened', 5, 10, 500),
    ]
    expect(buildListeners(events)).toEqual([
      { inode: 500, pid: 10, from: 1, to: 2 },
      { inode: 500, pid: 10, from: 4 },
    ])
  })

  test('a closing without an opening is none', () => {
    expect(buildListeners([listener('closed', 2, 10, 500)])).toEqual([])
  })
})
