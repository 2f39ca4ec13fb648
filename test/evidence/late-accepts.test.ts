import { expect, test } from 'vitest'
import type { Handover } from '../../src/evidence/generation/drain.ts'
import { watchLateAccepts } from '../../src/evidence/late-accepts.ts'
import type { RunEvent } from '../../src/model/event.ts'
import { type Served, snapshot } from './snapshot.ts'

const OLD = { inode: 1, pids: [7] }
const NEW = { inode: 2, pids: [9] }

function setUp({ handed = true } = {}) {
  const handover: Handover | undefined = handed ? { t: 1000, old: new Set([7, 8]) } : undefined
  const events: RunEvent[] = []
  const lateAccepts = watchLateAccepts({ handover: () => handover, onEvent: (event) => void events.push(event) })
  lateAccepts.begin(3)
  const look = (begun: number, served: Served, unheld: number[] = []): void =>
    lateAccepts.record(begun + 10, snapshot(begun, served, unheld))
  const told = () =>
    events.map((event) => (event.kind === 'old-serving' ? [event.t, event.pid, event.connections] : []))
  return { lateAccepts, look, told, events }
}

test('connections that an old process was not seen to hold the look before, each once', () => {
  const { look, told, events } = setUp()
  look(1100, { 4001: OLD, 4002: NEW })
  look(1200, { 4001: OLD, 4002: NEW, 4003: { inode: 3, pids: [7] }, 4004: { inode: 4, pids: [9] } })
  look(1300, { 4001: OLD, 4003: { inode: 3, pids: [7] }, 4005: { inode: 5, pids: [7] }, 4006: { inode: 6, pids: [8] } })
  expect(told()).toEqual([
    [1210, 7, 1],
    [1310, 7, 1],
    [1310, 8, 1],
  ])
  expect(events[0]).toEqual({ t: 1210, kind: 'old-serving', index: 3, pid: 7, connections: 1 })
})

test('nothing is new to the first look later than takeover and the grace', () => {
  const { look, told } = setUp()
  look(900, {})
  look(1099, { 4001: OLD })
  look(1100, { 4001: OLD, 4003: { inode: 3, pids: [7] } })
  expect(told()).toEqual([])
})

test('a connection that waited to be accepted, or whose port still was on its way out, is not new', () => {
  const { look, told } = setUp()
  look(1100, {}, [4003])
  look(1200, { 4003: { inode: 3, pids: [7] } })
  expect(told()).toEqual([])
})

test('a port that is used again is a new connection', () => {
  const { look, told } = setUp()
  look(1100, { 4001: OLD })
  look(1200, { 4001: { inode: 3, pids: [7] } })
  expect(told()).toEqual([[1210, 7, 1]])
})

test('a socket that a new process holds as well was inherited, and one without a holder belongs to none', () => {
  const { look, told } = setUp()
  look(1100, {})
  look(1200, { 4003: { inode: 3, pids: [7, 9] }, 4004: { inode: 4, pids: [] } })
  expect(told()).toEqual([])
})

test('without a takeover by other processes nothing is reported, and each restart starts afresh', () => {
  const none = setUp({ handed: false })
  none.look(1100, {})
  none.look(1200, { 4003: { inode: 3, pids: [7] } })
  expect(none.told()).toEqual([])
  const { lateAccepts, look, told } = setUp()
  look(1100, {})
  lateAccepts.begin(4)
  look(1200, { 4003: { inode: 3, pids: [7] } })
  expect(told()).toEqual([])
})
