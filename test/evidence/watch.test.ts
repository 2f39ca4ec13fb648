import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { watchProcesses } from '../../src/evidence/watch.ts'
import { startClock } from '../../src/model/clock.ts'
import type { RunEvent } from '../../src/model/event.ts'
import { TICK_MS } from '../../src/model/look.ts'
import { fakeProc } from '../linux/fake-proc.ts'
import { waitUntil } from '../support/wait-until.ts'

/** A timer may be late by so much. */
const LATENESS_MS = 2

function setUp() {
  const proc = fakeProc()
  const events: RunEvent[] = []
  proc.run(10, { sockets: [500] })
  proc.tcp([{ port: 80, inode: 500 }])
  const watch = watchProcesses({
    clock: startClock(),
    socket: { port: 80, addresses: ['127.0.0.1'] },
    onEvent: (event) => void events.push(event),
    proc: proc.root,
  })
  onTestFinished(() => watch.close())
  watch.add(10, true)
  const told = () => events.map((event) => ('pid' in event ? `${event.kind} ${event.pid}` : event.kind))
  return { proc, watch, events, told, seen: (what: string) => waitUntil(() => told().includes(what), 10_000, 5) }
}

test('no more time lies between two looks than the documentation says, a late timer included', () => {
  const guide = readFileSync(new URL('../../docs/guide/targets.md', import.meta.url), 'utf8')
  const atMost = Number(/at most (\d+) ms lie between two looks/.exec(guide)?.[1])
  expect(TICK_MS + LATENESS_MS).toBeLessThanOrEqual(atMost)
})

test('a handover between two looks is an overlap, and no gap', async () => {
  const { proc, seen, told, watch } = setUp()
  expect(await seen('listener-opened 10')).toBe(true)
  // Nothing is looked at between these.
  proc.run(11, { ppid: 10, sockets: [600] })
  proc.tcp([{ port: 80, inode: 600 }])
  proc.give(10, [])
  expect(await seen('listener-closed 10')).toBe(true)
  expect(told().indexOf('listener-opened 11')).toBeGreaterThan(0)
  expect(told().indexOf('listener-opened 11')).toBeLessThan(told().indexOf('listener-closed 10'))
  expect(watch.listening()).toBe(true)
})

test('a listener that closes and another one that opens later are a gap', async () => {
  const { proc, seen, told, watch } = setUp()
  expect(await seen('listener-opened 10')).toBe(true)
  proc.tcp([])
  proc.end(10)
  expect(await seen('process-ended 10')).toBe(true)
  expect(await seen('listener-closed 10')).toBe(true)
  expect(watch.listening()).toBe(false)
  proc.run(11, { pgrp: 10, sockets: [600] })
  proc.tcp([{ port: 80, inode: 600 }])
  expect(await seen('listener-opened 11')).toBe(true)
  expect(told().indexOf('listener-closed 10')).toBeLessThan(told().indexOf('listener-opened 11'))
})

test('a process that holds no listener is seen to end, too', async () => {
  const { proc, seen, watch } = setUp()
  proc.run(12, { ppid: 10 })
  expect(await waitUntil(() => watch.living().length === 2, 10_000, 5)).toBe(true)
  proc.run(12, { ppid: 10, state: 'Z', waitStatus: 9 })
  expect(await seen('process-ended 12')).toBe(true)
})
