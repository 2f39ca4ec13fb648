import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type DiscoveryOptions, discoverProcesses } from '../../src/evidence/process-discovery.ts'
import { createProcessSet } from '../../src/evidence/process-set.ts'
import { fakeProc } from '../linux/fake-proc.ts'

const NOTHING = new Set<number>()

function setUp(options: Partial<DiscoveryOptions> = {}, attached = false) {
  const proc = fakeProc()
  const processes = createProcessSet()
  let t = 0
  const discovery = discoverProcesses({
    processes,
    now: () => t,
    proc: proc.root,
    ...(!attached && { notBefore: 100 }),
    ...options,
  })
  const living = (): number[] =>
    processes
      .living()
      .map(({ pid }) => pid)
      .toSorted((a, b) => a - b)
  return { proc, processes, discovery, living, pass: (ms: number) => void (t += ms) }
}

test('a process that was seen before it executed its program has its name as soon as it did, however late, while it is young', () => {
  const { proc, discovery, processes, pass } = setUp()
  proc.run(10, { cmdline: 'deploy' })
  discovery.add(10, true)
  const nameAfter = (ms: number, cmdline: string) => {
    pass(ms)
    proc.run(10, { cmdline })
    for (const member of processes.living()) discovery.check(member)
    return processes.find(10)?.command
  }
  expect(nameAfter(100, 'deploy')).toBe('deploy')
  expect(nameAfter(300, 'server')).toBe('server')
  expect(nameAfter(200, 'server: idle')).toBe('server')
})

describe('process discovery takes in', () => {
  test('children and grandchildren, in one look', () => {
    const { proc, discovery, living } = setUp()
    proc.run(10)
    discovery.add(10, true)
    proc.run(12, { ppid: 11, pgrp: 9, session: 9 })
    proc.run(11, { ppid: 10, pgrp: 9, session: 9 })
    expect(discovery.scanNew().map(({ pid }) => pid)).toEqual([11, 12])
    expect(living()).toEqual([10, 11, 12])
  })

  test('members of a group or session that a known process leads, also when it has gone', () => {
    const { proc, discovery, processes, living } = setUp()
    proc.run(10)
    discovery.add(10, true)
    proc.end(10)
    proc.run(11, { ppid: 1, pgrp: 10, session: 9 })
    proc.run(12, { ppid: 1, pgrp: 8, session: 10 })
    discovery.scanNew()
    for (const member of processes.living()) discovery.check(member)
    expect(living()).toEqual([11, 12])
  })

  test('every process with the marker, and none with that of another run', () => {
    const { proc, discovery, living } = setUp({ marker: 'me' })
    proc.run(20, { environ: 'HITLESS_RUN=me\0' })
    proc.run(21, { environ: 'HITLESS_RUN=other\0', sockets: [7] })
    discovery.scanAll(new Set([7]))
    expect(living()).toEqual([20])
  })

  test('a process that executed its program only after it was first seen', () => {
    const { proc, discovery, living, pass } = setUp({ marker: 'me' })
    proc.run(20)
    discovery.scanNew()
    expect(living()).toEqual([])
    pass(25)
    writeFileSync(`${proc.root}/20/environ`, 'HITLESS_RUN=me\0')
    discovery.scanNew()
    expect(living()).toEqual([20])
  })

  test('who is named by the pid file or those beside it, or holds the listening socket, and their children', () => {
    const proc = fakeProc()
    const { discovery, living } = setUp({ proc: proc.root, pidFile: `${proc.root}/x.pid` })
    for (const pid of [30, 31, 32]) proc.run(pid)
    proc.run(33, { sockets: [5, 7] })
    proc.run(34, { sockets: [8] })
    proc.run(35, { ppid: 33, pgrp: 1, session: 1 })
    writeFileSync(`${proc.root}/x.pid`, '30\n')
    writeFileSync(`${proc.root}/x.pid.oldbin`, '31\n')
    writeFileSync(`${proc.root}/x.pid.2`, '32\n')
    discovery.scanAll(new Set([7]))
    expect(living()).toEqual([30, 31, 32, 33, 35])
  })
})

describe('the discovery leaves out', () => {
  test('a process that was there before the launch, whatever speaks for it', () => {
    const proc = fakeProc()
    const { discovery, living } = setUp({ proc: proc.root, pidFile: `${proc.root}/x.pid`, marker: 'me' })
    proc.run(10)
    discovery.add(10, true)
    const before = { startTicks: 99, pgrp: 10, ppid: 10, environ: 'HITLESS_RUN=me\0', sockets: [7] }
    proc.run(50, before)
    writeFileSync(`${proc.root}/x.pid`, '50\n')
    discovery.scanAll(new Set([7]))
    expect(living()).toEqual([10])
  })

  test('pid 1, hitless itself, and every excluded process', () => {
    const { proc, discovery, living } = setUp({ marker: 'me' })
    const facts = { environ: 'HITLESS_RUN=me\0', sockets: [7] }
    for (const pid of [1, process.pid, 60]) proc.run(pid, facts)
    discovery.exclude(60)
    discovery.scanAll(new Set([7]))
    expect(discovery.add(process.pid, true)).toBeUndefined()
    expect(living()).toEqual([])
  })

  test('strangers in the group of a stranger, and children of pid 1', () => {
    const { proc, discovery, living } = setUp({}, true)
    proc.run(10, { pgrp: 5, session: 5 })
    discovery.add(10, false)
    proc.run(11, { pgrp: 5, session: 5 })
    discovery.scanAll(NOTHING)
    expect(living()).toEqual([10])
  })

  test('who was given the pid of a member that has gone, and its children', () => {
    const { proc, discovery, processes, living } = setUp()
    proc.run(10)
    discovery.add(10, true)
    proc.end(10)
    discovery.scanAll(NOTHING)
    proc.run(10, { startTicks: 500 })
    proc.run(70, { ppid: 10, pgrp: 10, session: 10, startTicks: 501 })
    discovery.scanAll(NOTHING)
    expect(living()).toEqual([])
    expect(processes.all()).toHaveLength(1)
  })
})

describe('a member', () => {
  test('has gone when it is a zombie, and stays known', () => {
    const { proc, discovery, processes, living, pass } = setUp()
    proc.run(10)
    discovery.add(10, true)
    pass(40)
    proc.run(10, { state: 'Z', waitStatus: 9 })
    for (const member of processes.living()) discovery.check(member)
    expect(living()).toEqual([])
    expect(processes.all()).toMatchObject([{ pid: 10, gone: 40, exit: { signal: 'SIGKILL' } }])
  })

  test('stays one when it is reparented and leaves its group', () => {
    const { proc, discovery, processes } = setUp()
    proc.run(10)
    discovery.add(10, true)
    proc.run(11, { ppid: 10, pgrp: 10 })
    discovery.scanNew()
    proc.run(11, { ppid: 1, pgrp: 11, session: 11, cmdline: 'nginx: master\0' })
    discovery.scanAll(NOTHING)
    expect(processes.living().find(({ pid }) => pid === 11)).toMatchObject({
      ppid: 1,
      session: 11,
      command: 'nginx: master',
    })
  })

  test('is ours where what it descends from is', () => {
    const { proc, discovery, processes } = setUp({}, true)
    proc.run(10)
    proc.run(20)
    discovery.add(10, false)
    discovery.add(20, true)
    proc.run(11, { ppid: 10 })
    proc.run(21, { ppid: 20 })
    discovery.scanAll(NOTHING)
    expect(processes.living().map(({ pid, ours }) => [pid, ours])).toEqual([
      [10, false],
      [20, true],
      [11, false],
      [21, true],
    ])
  })
})
