import { describe, expect, test } from 'vitest'
import { createProcessEvents } from '../../src/evidence/process-events.ts'
import { createProcessSet } from '../../src/evidence/process-set.ts'
import type { RunEvent } from '../../src/model/event.ts'
import type { Exit, TrackedProcess } from '../../src/model/target.ts'

function setUp() {
  const processes = createProcessSet()
  const events: RunEvent[] = []
  const ended: number[] = []
  let exit: Exit | 'pending' | undefined
  const feed = { started() {}, listening() {}, serving() {}, ended: (_t: number, pid: number) => void ended.push(pid) }
  const processEvents = createProcessEvents({
    processes,
    now: () => 50,
    onEvent: (event) => void events.push(event),
    feed,
    exitOf: () => exit,
  })
  const stat = { pid: 7, name: 'a', state: 'S', threads: 1, ppid: 1, pgrp: 7, session: 7, startTicks: 1 }
  const member: TrackedProcess = processes.track(stat, { command: 'a', ours: true, seen: 1 })
  processEvents.emitChanges([member])
  return { processEvents, member, ended, events, exits: (value: typeof exit) => void (exit = value) }
}
describe('the end of a process is reported', () => {
  const end = { t: 30, kind: 'process-ended', pid: 7, command: 'a' }

  test('with the exit that was seen, and without one where none was', () => {
    for (const seen of [{ code: 2 }, undefined]) {
      const { processEvents, member, events } = setUp()
      Object.assign(member, { gone: 30, ...(seen && { exit: seen }) })
      processEvents.emitChanges([])
      expect(events.at(-1)).toEqual({ ...end, ...seen })
    }
  })

  test('of a child once it is known how it ended, with the time at which it did', () => {
    const { processEvents, member, events, ended, exits } = setUp()
    exits('pending')
    Object.assign(member, { gone: 30, exit: { code: 0 } })
    processEvents.emitChanges([])
    expect(ended).toEqual([7])
    expect(events.map(({ kind }) => kind)).toEqual(['process-started'])
    exits({ signal: 'SIGTERM' })
    processEvents.emitChanges([])
    processEvents.emitChanges([])
    expect(events.slice(1)).toEqual([{ ...end, signal: 'SIGTERM' }])
  })
})
