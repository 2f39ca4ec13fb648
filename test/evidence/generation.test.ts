import { describe, expect, test } from 'vitest'
import { type GenerationOptions, trackGenerations } from '../../src/evidence/generation.ts'

function track(options: Partial<GenerationOptions> = {}) {
  let time = 0
  const clock = { origin: 0n, now: () => time }
  const generations = trackGenerations({ by: 'header', clock, visible: true, ...options })
  return { g: generations, at: (t: number) => void (time = t) }
}

describe('generations by label', () => {
  test('a label never seen before is new, and its first answer is the takeover', () => {
    const { g, at } = track()
    g.answer(10, 'one')
    at(100)
    g.beginRestart()
    expect(g.old()).toEqual(['one'])
    expect(g.takeover()).toBeUndefined()
    g.seenAt(200, 'one')
    expect(g.fresh()).toEqual([])
    g.answer(150, 'two')
    g.answer(140, 'three')
    expect(g.fresh()).toEqual(['two', 'three'])
    expect(g.takeover()).toEqual({ t: 140, generation: 'three' })
  })

  test('an answer from before the restart that is told of after it began is old', () => {
    const { g, at } = track()
    at(100)
    g.beginRestart()
    g.answer(99, 'one')
    expect(g.fresh()).toEqual([])
    expect(g.takeover()).toBeUndefined()
  })

  test('a worker that had not answered before is not new for that', () => {
    const { g, at } = track()
    g.started(0, 11)
    g.started(0, 12)
    g.answer(10, '11')
    at(100)
    g.beginRestart()
    g.answer(110, '12')
    expect(g.takeover()).toBeUndefined()
    g.started(120, 13)
    g.answer(130, '13')
    expect(g.takeover()).toEqual({ t: 130, generation: '13' })
  })

  test('what came with the first restart is old in the second', () => {
    const { g, at } = track()
    g.answer(1, 'one')
    g.beginRestart()
    g.answer(50, 'two')
    at(100)
    g.beginRestart()
    expect(g.old()).toEqual(['one', 'two'])
    expect(g.takeover()).toBeUndefined()
  })

  test('a generation that went with an earlier restart is not told of again, but is never new', () => {
    const { g, at } = track()
    g.answer(1, 'one')
    g.beginRestart()
    g.answer(50, 'two')
    g.seenAt(4900, 'two')
    at(5000)
    g.beginRestart()
    expect(g.old()).toEqual(['two'])
    g.answer(5100, 'one')
    expect(g.takeover()).toBeUndefined()
  })
})

describe('the old generation, where no process says more', () => {
  test('has gone once none of its answers came for a second after the takeover', () => {
    const { g, at } = track({ visible: false })
    g.answer(10, 'one')
    at(100)
    g.beginRestart()
    at(5000)
    expect(g.oldGone()).toBeUndefined()
    g.answer(5000, 'two')
    g.seenAt(5300, 'one')
    at(6299)
    expect(g.oldGone()).toBeUndefined()
    at(6300)
    expect(g.oldGone()).toBe(5300)
    g.seenAt(6250, 'one')
    expect(g.oldGone()).toBeUndefined()
    at(7250)
    expect(g.oldGone()).toBe(6250)
  })

  test('is judged so when a target reloads within its process', () => {
    const { g, at } = track()
    g.started(0, 10)
    g.serving(5, [10])
    g.answer(5, 'one')
    at(100)
    g.beginRestart()
    g.answer(150, 'two')
    // A helper that came and went, and never served, is no generation.
    g.started(160, 99)
    g.ended(170, 99)
    at(1150)
    expect(g.oldGone()).toBe(150)
  })

  test('but not while a process lives that started since', () => {
    const { g, at } = track()
    g.started(0, 10)
    g.serving(5, [10])
    g.answer(5, 'one')
    at(100)
    g.beginRestart()
    g.started(160, 99)
    g.answer(170, 'two')
    at(9000)
    expect(g.oldGone()).toBeUndefined()
    expect(g.explain()).toContain('pid 10')
    g.ended(9500, 10)
    expect(g.oldGone()).toBe(9500)
  })
})

describe('generations by process', () => {
  test('a master that only listens is none; workers are', () => {
    const { g, at } = track({ by: 'process' })
    for (const pid of [1, 11, 12]) g.started(0, pid)
    g.serving(50, [11])
    g.serving(60, [12])
    at(100)
    g.beginRestart()
    expect(g.old()).toEqual(['pid 11', 'pid 12'])
    g.started(110, 21)
    expect(g.takeover()).toBeUndefined()
    g.serving(120, [11, 21])
    expect(g.takeover()).toEqual({ t: 120, generation: 'pid 21' })
    expect(g.fresh()).toEqual(['pid 21'])
    g.ended(200, 11)
    expect(g.oldGone()).toBeUndefined()
    expect(g.explain()).toContain('these still live: pid 12.')
    g.ended(300, 12)
    expect(g.oldGone()).toBe(300)
  })

  test('a process from before the restart that begins to serve is not new', () => {
    const { g, at } = track({ by: 'process' })
    g.started(0, 11)
    g.started(0, 12)
    g.serving(50, [11])
    at(100)
    g.beginRestart()
    g.serving(120, [12])
    expect(g.takeover()).toBeUndefined()
    expect(g.fresh()).toEqual([])
  })

  test('a process that served and ended before the restart is of neither side', () => {
    const { g, at } = track({ by: 'process' })
    g.started(0, 10)
    g.started(0, 11)
    g.serving(50, [10, 11])
    g.ended(60, 10)
    at(100)
    g.beginRestart()
    expect(g.old()).toEqual(['pid 11'])
    expect(g.fresh()).toEqual([])
    expect(g.takeover()).toBeUndefined()
  })

  test('a pid that was given away again names two processes', () => {
    const { g, at } = track({ by: 'process' })
    g.started(0, 11)
    g.serving(50, [11])
    at(100)
    g.beginRestart()
    g.ended(110, 11)
    g.started(120, 11)
    g.serving(130, [11])
    expect(g.oldGone()).toBe(110)
    expect(g.takeover()).toEqual({ t: 130, generation: 'pid 11' })
  })

  test('a reload within the process is never seen, and it says what to do', () => {
    const { g, at } = track({ by: 'process' })
    g.started(0, 11)
    g.serving(50, [11])
    at(100)
    g.beginRestart()
    at(60_000)
    expect(g.takeover()).toBeUndefined()
    expect(g.oldGone()).toBeUndefined()
    expect(g.explain()).toContain('generation by header or body')
  })

  test('says when nothing can be seen', () => {
    const { g } = track({ by: 'process', visible: false })
    expect(g.explain()).toBe('No restart has begun.')
    g.beginRestart()
    expect(g.oldGone()).toBeUndefined()
    expect(g.explain()).toContain('cannot be seen from here')
  })

  test('nobody seen to serve is no proof that the old generation has gone', () => {
    const { g } = track({ by: 'process' })
    g.beginRestart()
    expect(g.old()).toEqual([])
    expect(g.oldGone()).toBeUndefined()
    expect(g.explain()).toContain('No process was seen to serve')
  })
})

function restartOf(by: GenerationOptions['by']) {
  const { g, at } = track({ by })
  g.started(0, 10)
  g.started(0, 11)
  g.serving(5, [10, 11])
  g.answer(6, 'v1')
  at(100)
  g.beginRestart()
  g.started(120, 20)
  return g
}

describe('the handover from old processes to new ones', () => {
  test('is when a new one was first seen to serve, and leaves the old ones that still live', () => {
    const g = restartOf('process')
    expect(g.handover()).toBeUndefined()
    g.serving(150, [20])
    expect(g.handover()).toEqual({ t: 150, old: new Set([10, 11]) })
    g.ended(160, 10)
    expect(g.handover()).toEqual({ t: 150, old: new Set([11]) })
  })

  test('is not before the new generation has answered, where labels tell', () => {
    const g = restartOf('header')
    g.serving(150, [20])
    expect(g.handover()).toBeUndefined()
    g.answer(170, 'v2')
    expect(g.handover()).toMatchObject({ t: 170 })
  })

  test('is none where the target restarts within its processes', () => {
    const { g, at } = track()
    g.started(0, 10)
    g.serving(5, [10])
    g.answer(6, 'v1')
    at(100)
    g.beginRestart()
    g.answer(120, 'v2')
    g.serving(130, [10])
    expect(g.handover()).toBeUndefined()
  })
})
