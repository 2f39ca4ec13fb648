import { describe, expect, test } from 'vitest'
import { track } from './track.ts'

describe('a label that was never seen', () => {
  test('proves nothing by the answer to what was asked before the restart, and is old where that took longer than usual', () => {
    const { g, at } = track({ visible: false })
    g.answer(10, 'one')
    g.answered({ first: 10, last: 10, longestMs: () => 5, slow: false })
    at(5000)
    g.beginRestart()
    g.answer(7000, 'two', 1000)
    expect(g.takeover()).toBeUndefined()
    // Its next answer on a connection of its own changes nothing.
    g.answer(9000, 'two', 7100)
    g.seenOnNew(6000, 8100, 'two')
    expect(g.takeover()).toBeUndefined()
    expect(g.fresh()).toEqual([])
  })

  test('is new once it answers what was asked since, also where the first answer came to a request that was under way', () => {
    const { g, at } = track({ visible: false })
    g.answer(10, 'one')
    g.answered({ first: 10, last: 10, longestMs: () => 5, slow: false })
    at(5000)
    g.beginRestart()
    g.answer(5001, 'two', 4998)
    expect(g.takeover()).toBeUndefined()
    g.seenOnNew(5000, 5100, 'two')
    expect(g.takeover()).toEqual({ t: 5100, generation: 'two' })
  })

  test('may answer what had waited for it, where a new process has come', () => {
    const { g, at } = track()
    g.started(0, 10, 1)
    g.answer(10, 'one')
    at(5000)
    g.beginRestart()
    g.started(5500, 11, 1)
    g.answer(6000, 'two', 4000)
    expect(g.takeover()).toBeUndefined()
    g.answer(6001, 'two', 5200)
    expect(g.takeover()).toEqual({ t: 6001, generation: 'two' })
  })
})

test('an old label that answers seldom has not gone before its answers would have come', () => {
  const { g, at } = track({ visible: false })
  g.answer(10, 'one')
  g.answered({ first: 10, last: 10, longestMs: () => 3000, slow: true })
  at(100)
  g.beginRestart()
  g.answer(200, 'two')
  at(3399)
  expect(g.oldGone()).toBeUndefined()
  at(3400)
  expect(g.oldGone()).toBe(200)
})

/** The parent listens, and hands connections to its workers; the third has never been caught with one. */
function restartWorkers() {
  const tracked = track()
  const { g, at } = tracked
  g.started(0, 10, 1)
  g.listening(10, true)
  for (const pid of [11, 12, 13]) g.started(0, pid, 10)
  g.serving(50, [11, 12])
  for (const pid of [11, 12, 13]) g.answer(60, `worker ${pid}`)
  at(100)
  g.beginRestart()
  for (const pid of [21, 22]) g.started(110, pid, 10)
  g.serving(120, [21, 22])
  g.answer(130, 'worker 21', 125)
  g.ended(200, 11)
  g.ended(250, 12)
  return tracked
}

describe('workers that each have a label, and of which one was never seen to serve', () => {
  test('have not gone with those that were, while the label of the third may still answer', () => {
    const { g, at } = restartWorkers()
    at(300)
    g.answer(290, 'worker 13', 280)
    expect(g.oldGone()).toBeUndefined()
    expect(g.goesBySilence()).toBe(true)
    expect(g.describeProgress()).toContain('has not answered for 1000 ms after the takeover')
    g.answer(900, 'worker 13', 890)
    at(1899)
    expect(g.oldGone()).toBeUndefined()
    at(1900)
    expect(g.oldGone()).toBe(900)
  })

  test('are named as those that answered last, where the next restart begins as soon as they have gone', () => {
    const { g, at } = restartWorkers()
    g.answer(900, 'worker 13', 890)
    g.answer(950, 'worker 22', 940)
    at(1900)
    expect(g.oldGone()).toBe(900)
    g.beginRestart()
    expect(g.old()).toEqual(['worker 22'])
  })
})
