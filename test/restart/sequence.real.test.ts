import { expect, test } from 'vitest'
import type { RunEvent } from '../../src/model/event.ts'
import type { KnownStep } from '../../src/restart/index.ts'
import { runRestarts } from '../../src/restart/sequence.ts'
import { type FakeTime, fakeTime } from './fake-time.ts'
import { factsOf, fakeGenerations, fakeTarget, makeContext } from './support.ts'

const pause = (ms: number): KnownStep => ({ kind: 'wait', until: { ms }, withinMs: 1000 })
const CLOSED: KnownStep = { kind: 'wait', until: { listener: 'closed' }, withinMs: 1000 }
const FRESH: KnownStep = { kind: 'wait', until: { generation: 'new' }, withinMs: 1000 }

/** A target on which each restart takes over, and loses its old generation, so long after it began; or never. */
function fakeServer(time: FakeTime, restarts: { takeover?: number; oldGone?: number }[]) {
  let generation = 0
  let begun = 0
  const after = (ms: number | undefined) => (ms !== undefined && time.now() >= begun + ms ? begun + ms : undefined)
  const takeover = () => after(restarts[generation - 1]?.takeover)
  return fakeGenerations({
    beginRestart: () => {
      generation += 1
      begun = time.now()
    },
    old: () => [`${generation}`],
    fresh: () => (takeover() === undefined ? [] : [`${generation + 1}`]),
    takeover: () => {
      const t = takeover()
      return t === undefined ? undefined : { t, generation: `${generation + 1}` }
    },
    oldGone: () => after(restarts[generation - 1]?.oldGone),
    describeProgress: () => 'something is missing',
  })
}

function setUp(plan: {
  steps: KnownStep[]
  server: { takeover?: number; oldGone?: number }[]
  count?: number
  everyMs?: number
  drainMs?: number
  log?: string
}) {
  const time = fakeTime()
  const abort = new AbortController()
  const target = fakeTarget({})
  const context = makeContext({
    ...time.context,
    target,
    abort: abort.signal,
    followLog: () => () => plan.log ?? '',
    generations: fakeServer(time, plan.server),
  })
  const events: RunEvent[] = []
  const told: string[] = []
  const run = () =>
    runRestarts({
      restart: { count: plan.count ?? 1, everyMs: plan.everyMs ?? 1000, steps: plan.steps },
      drainMs: plan.drainMs ?? 30_000,
      context,
      record: (event) => events.push(event),
      notifyTraffic: ({ index, phase }) => told.push(`${phase} ${index} at ${time.now()}`),
    })
  return { run, events, told, time, abort, target }
}

/** Events as `t kind`, those of phases with the phase. */
const tell = (events: RunEvent[]) =>
  events.map((event) => `${event.t} ${event.kind}${event.kind === 'phase' ? ` ${event.phase}` : ''}`)

test('a restart is reported in order, with the true times of what was seen', async () => {
  const { run, events, told } = setUp({ steps: [pause(100), FRESH], server: [{ takeover: 203, oldGone: 407 }] })
  expect(await run()).toEqual({ completed: 1 })
  expect(tell(events)).toEqual([
    '0 phase restart',
    '0 restart-begun',
    '100 step-done',
    '205 step-done',
    '203 takeover',
    '407 old-gone',
    '407 restart-settled',
  ])
  expect(events.at(1)).toEqual({ t: 0, kind: 'restart-begun', index: 1, old: ['1'] })
  expect(events.at(3)).toMatchObject({ index: 1, step: 2, name: 'wait for a new generation', ms: 105, detail: '2' })
  expect(events.at(4)).toEqual({ t: 203, kind: 'takeover', index: 1, generation: '2' })
  expect(events.at(6)).toEqual({
    t: 407,
    kind: 'restart-settled',
    index: 1,
    observed: true,
    drained: true,
    old: ['1'],
    new: ['2'],
  })
  expect(told).toEqual(['begun 1 at 0', 'takeover 1 at 205', 'settled 1 at 410'])
})

test('a restart is over when its last step is, where everything was seen before', async () => {
  const { run, events } = setUp({ steps: [pause(500)], server: [{ takeover: 100, oldGone: 200 }] })
  await run()
  expect(tell(events).slice(2)).toEqual(['100 takeover', '200 old-gone', '500 step-done', '500 restart-settled'])
})

test('the next restart begins after the interval, and not before the last one has settled', async () => {
  const server = [
    { takeover: 10, oldGone: 50 },
    { takeover: 10, oldGone: 2500 },
    { takeover: 10, oldGone: 50 },
  ]
  const { run, events } = setUp({ steps: [pause(1)], count: 3, everyMs: 1000, server })
  expect(await run()).toEqual({ completed: 3 })
  const begun = events.filter(({ kind }) => kind === 'restart-begun')
  expect(begun.map((event) => [event.t, 'index' in event && event.index])).toEqual([
    [0, 1],
    [1000, 2],
    [3500, 3],
  ])
  expect(tell(events).filter((line) => line.includes('phase'))).toEqual([
    '0 phase restart',
    '50 phase between',
    '1000 phase restart',
    '3500 phase between',
    '3500 phase restart',
  ])
})

test('an old generation that stays is given up at the drain limit', async () => {
  const { run, events } = setUp({ steps: [pause(1)], server: [{ takeover: 10 }], drainMs: 3000 })
  expect(await run()).toEqual({ completed: 1 })
  expect(events.at(-1)).toMatchObject({
    t: 3000,
    observed: true,
    drained: false,
    detail: 'something is missing',
    new: ['2'],
  })
})

test('a restart that is not seen reaches the drain limit too, and is not observed', async () => {
  const { run, events } = setUp({ steps: [pause(1)], server: [{}, {}], count: 2, drainMs: 3000 })
  expect(await run()).toEqual({ completed: 2 })
  const settled = events.filter(({ kind }) => kind === 'restart-settled')
  expect(settled).toMatchObject([
    { t: 3000, index: 1, observed: false, drained: false, detail: 'something is missing', new: [] },
    { t: 6000, index: 2, observed: false, drained: false },
  ])
})

test('steps that alone take longer than the drain limit still get a last look, but do not pass as drained', async () => {
  const { run, events } = setUp({ steps: [pause(4000)], server: [{ takeover: 4100, oldGone: 4200 }], drainMs: 3000 })
  expect(await run()).toEqual({ completed: 1 })
  expect(events.at(-1)).toMatchObject({
    t: 4200,
    observed: true,
    drained: false,
    detail: 'the old generation was gone only after 4200 ms; the drain limit is 3000 ms',
  })
})

test('a failed step ends the sequence and closes its window at once', async () => {
  const { run, events, told } = setUp({ steps: [pause(100), FRESH, pause(1)], server: [{}, {}], count: 2 })
  const { completed, failed } = await run()
  expect(completed).toBe(0)
  expect(failed?.message).toContain('timed out after 1000 ms')
  expect(tell(events).slice(2)).toEqual(['100 step-done', '1100 step-failed', '1100 restart-settled'])
  expect(events.at(3)).toMatchObject({ index: 1, step: 2, name: 'wait for a new generation', message: failed?.message })
  expect(events.at(4)).toMatchObject({ observed: false, detail: 'a step failed' })
  expect(told).toEqual(['begun 1 at 0', 'settled 1 at 1100'])
})

test('a failed step of the second restart leaves the first one counted', async () => {
  const { run } = setUp({ steps: [FRESH], server: [{ takeover: 10, oldGone: 20 }, {}], count: 3 })
  const { completed, failed } = await run()
  expect([completed, failed?.name]).toEqual([1, 'StepError'])
})

test('a step that breaks is a failed step, with its cause', async () => {
  const broken: KnownStep = { kind: 'http', method: 'GET', url: 'no url', headers: {}, status: [], withinMs: 10 }
  const { run } = setUp({ steps: [broken], server: [{}] })
  const { failed } = await run()
  expect(failed?.message).toContain('Invalid URL')
  expect(failed?.cause).toBeInstanceOf(TypeError)
})

test.each([
  ['a step', 50, 1],
  ['the drain', 2000, 1],
  ['the pause between two restarts', 5500, 2],
])('an abort within %s ends at once, without another event', async (_, at, restarts) => {
  const server = [{ takeover: 10, oldGone: restarts === 2 ? 20 : 50_000 }, {}]
  const { run, events, time, abort } = setUp({ steps: [pause(100)], server, count: 2, everyMs: 10_000 })
  const result = run()
  await time.context.sleep(at, new AbortController().signal)
  const before = events.length
  abort.abort()
  expect(await result).toEqual({ completed: restarts - 1 })
  expect([time.now(), events.length]).toEqual([at, before])
})

test('an abort before the beginning takes no step', async () => {
  const { run, events, abort } = setUp({ steps: [pause(100)], server: [{}] })
  abort.abort()
  expect(await run()).toEqual({ completed: 0 })
  expect(events.filter(({ kind }) => kind.startsWith('step'))).toEqual([])
})

test('the target is looked at when a restart begins, and then by those steps alone that must, twenty times a second', async () => {
  const { run, target, events } = setUp({ steps: [FRESH, CLOSED], server: [{ takeover: 500, oldGone: 5000 }] })
  target.listening = () => target.looks < 11
  await run()
  expect(target.looks).toBe(11)
  expect(tell(events)).toContain('950 step-done')
})

test('a restart begins with the main process also where the restart before is just moving its pid file', async () => {
  const { run, events, target, time } = setUp({
    steps: [{ kind: 'signal', signal: 'SIGCONT', to: 'old' }],
    server: [{ takeover: 300, oldGone: 300 }],
  })
  target.processes = () => [factsOf({ pid: process.pid })]
  target.mainPid = () => (time.now() >= 100 ? process.pid : undefined)
  expect(await run()).toEqual({ completed: 1 })
  expect(tell(events)).toEqual(expect.arrayContaining(['100 restart-begun', '100 step-done', '400 restart-settled']))
})

test('a restart that ends the target is not waited for until the drain limit', async () => {
  const { run, events, target, time } = setUp({ steps: [pause(100)], server: [{}] })
  const dead = { ppid: 1, pgrp: 7, session: 7, startTicks: 1, command: 'server', seen: 0, listeners: [] }
  target.processes = () => [{ ...dead, pid: 7, ...(time.now() >= 50 && { gone: 50 }) }]
  target.mainPid = () => (time.now() >= 50 ? undefined : 7)
  target.listening = () => time.now() < 50
  expect(await run()).toEqual({ completed: 1 })
  expect(events.at(-1)).toMatchObject({
    kind: 'restart-settled',
    t: 1100,
    observed: false,
    died: true,
    detail: 'it ended the target, and nothing took its place',
  })
})

test('a target of which something lives may still come back', async () => {
  const { run, events, target } = setUp({ steps: [pause(100)], server: [{}], drainMs: 5000 })
  const process = { ppid: 1, pgrp: 7, session: 7, startTicks: 1, command: 'server', seen: 0, listeners: [] }
  target.processes = () => [
    { ...process, pid: 7, gone: 50 },
    { ...process, pid: 8 },
  ]
  target.mainPid = () => 8
  target.listening = () => false
  await run()
  expect(events.at(-1)).toMatchObject({ t: 5000, observed: false, detail: 'something is missing' })
})

test('a restart that was not observed is reported with what the target complained of in its log', async () => {
  const log = 'reconfiguring\n[emerg] unknown directive "broken"\nstill here\n'
  const complaints = async (server: { takeover?: number; oldGone?: number }) => {
    const { run, events } = setUp({ steps: [pause(100)], server: [server], drainMs: 2000, log })
    await run()
    return events.filter(({ kind }) => kind === 'target-complained')
  }
  const lines = ['[emerg] unknown directive "broken"']
  expect(await complaints({})).toEqual([{ t: 2000, kind: 'target-complained', index: 1, lines }])
  expect(await complaints({ takeover: 200 })).toEqual([{ t: 2000, kind: 'target-complained', index: 1, lines }])
  expect(await complaints({ takeover: 200, oldGone: 400 })).toEqual([])
})
