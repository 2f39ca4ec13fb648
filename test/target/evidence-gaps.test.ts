import { expect, test } from 'vitest'
import type { TrackedProcess } from '../../src/model/target.ts'
import { findEvidenceGaps } from '../../src/target/evidence-gaps.ts'
import type { TargetLocation } from '../../src/target/location.ts'

const here: TargetLocation = { port: 80, processes: true, socket: { port: 80, addresses: ['127.0.0.1'] } }
const member: TrackedProcess = {
  pid: 7,
  ppid: 1,
  pgrp: 7,
  session: 7,
  startTicks: 1,
  command: 'server',
  seen: 0,
  listeners: [500],
  ours: true,
}

function missing(facts: { location?: TargetLocation; listened?: boolean; living?: TrackedProcess[] }) {
  const { location = here, listened = true, living = [member] } = facts
  return findEvidenceGaps('service.example', { location, watch: { hasListened: () => listened, living: () => living } })
}

function named(found: ReturnType<typeof missing>): string[] {
  return found.map(({ what }) => what)
}

const EVERYTHING = ['processes', 'listeners', 'kernel-counters']

test('nothing is missing of a target whose processes and listeners are seen', () => {
  expect(missing({})).toEqual([])
})

test('without /proc everything is', () => {
  const found = missing({ location: { port: 80, processes: false } })
  expect(named(found)).toEqual(EVERYTHING)
  expect(found[0]?.why).toContain('/proc')
})

test('of another machine everything is, and the address is named', () => {
  const found = missing({ location: { port: 80, processes: true } })
  expect(named(found)).toEqual(EVERYTHING)
  expect(found[0]?.why).toContain('service.example is not this machine')
})

test('of a target that answers although no local process listens, everything is', () => {
  const found = missing({ listened: false })
  expect(named(found)).toEqual(EVERYTHING)
  expect(found[0]?.why).toContain('no process listens on port 80 here')
})

test('where no holder of the socket is known, the holders are missing, and so are the processes where none is known', () => {
  expect(named(missing({ living: [{ ...member, listeners: [] }] }))).toEqual(['listeners'])
  expect(named(missing({ living: [] }))).toEqual(['processes', 'listeners'])
  expect(missing({ living: [] })[0]?.why).toContain('run hitless as that user or as root')
})
