import { describe, expect, test } from 'vitest'
import { track } from './track.ts'

/** A master that holds the socket, and two workers that share it and whose connections are too short to be seen. */
function trackShort() {
  const { g, at } = track({ by: 'process', commandOf: (pid) => `server ${pid}` })
  for (const [pid, ppid] of [
    [9, 1],
    [11, 9],
    [12, 9],
  ] as const) {
    g.started(0, pid, ppid)
    g.listening(pid, true)
  }
  at(1000)
  return { g, at }
}

const ok = (t: number) => ({ first: t, last: t, longestMs: () => 1, slow: false })

describe('processes whose connections are too short to be seen', () => {
  test('have been replaced when the old holders but their master have ended, new ones hold it, and answers go on', () => {
    const { g, at } = trackShort()
    g.beginRestart()
    expect(g.old()).toEqual(['pid 11', 'pid 12'])
    at(1100)
    g.started(1100, 21, 9)
    g.listening(21, true)
    g.ended(1200, 11)
    g.answered(ok(1250))
    expect(g.takeover()).toBeUndefined()
    g.ended(1300, 12)
    expect(g.oldGone()).toBe(1300)
    g.answered(ok(1290))
    expect(g.takeover()).toBeUndefined()
    g.answered({ ...ok(1350), first: 1280 })
    expect(g.takeover()).toEqual({ t: 1350, generation: 'pid 21' })
    expect(g.fresh()).toEqual(['pid 21'])
  })

  test('are still there while one of them holds the socket, and it is named', () => {
    const { g } = trackShort()
    g.beginRestart()
    g.started(1100, 21, 9)
    g.ended(1200, 11)
    expect(g.oldGone()).toBeUndefined()
    expect(g.describeProgress()).toContain('these are still alive: pid 12 (server 12).')
  })

  test('a server that is stopped and started is replaced', () => {
    const { g, at } = track({ by: 'process' })
    g.started(0, 10, 1)
    g.listening(10, true)
    at(100)
    g.beginRestart()
    g.ended(150, 10)
    at(300)
    g.started(250, 20, 1)
    g.listening(20, true)
    expect(g.takeover()).toBeUndefined()
    g.answered(ok(320))
    expect(g.takeover()).toEqual({ t: 320, generation: 'pid 20' })
    expect(g.oldGone()).toBe(150)
  })

  test('who holds the socket for others is no generation beside one that was seen to serve', () => {
    const { g } = track({ by: 'process' })
    g.started(0, 5, 1)
    g.listening(5, true)
    g.started(0, 9, 2)
    g.started(1, 10, 9)
    g.serving(5, [10])
    g.beginRestart()
    expect(g.old()).toEqual(['pid 10'])
  })
})

/** A primary that holds the socket and passes connections on, to workers that were never caught with one. */
function trackUnseenWorkers() {
  const { g, at } = track({ by: 'header' })
  g.started(0, 9, 1)
  g.listening(9, true)
  for (const pid of [11, 12]) g.started(0, pid, 9)
  g.answer(10, 'one')
  at(1000)
  g.beginRestart()
  at(1500)
  g.answer(1100, 'two', 1090)
  g.started(1100, 21, 9)
  return { g }
}

describe('workers that were never seen to serve', () => {
  test('are what was replaced where all children of their parent have ended and new ones live', () => {
    const { g } = trackUnseenWorkers()
    g.ended(1200, 11)
    g.ended(1300, 12)
    expect(g.oldGone()).toBe(1300)
  })

  test('are not gone while one of them lives', () => {
    const { g } = trackUnseenWorkers()
    g.ended(1200, 11)
    g.serving(1250, [21])
    expect(g.oldGone()).toBeUndefined()
  })

  test('nor is their parent where nothing took their place', () => {
    const { g } = trackUnseenWorkers()
    for (const pid of [11, 12, 21]) g.ended(1300, pid)
    g.started(1310, 30, 2)
    g.serving(1320, [30])
    expect(g.oldGone()).toBeUndefined()
  })
})

function trackParent() {
  const { g, at } = track({ by: 'process' })
  g.started(0, 9, 1)
  g.listening(9, true)
  g.started(0, 11, 9)
  // A primary that passes connections on may be caught with one.
  g.serving(50, [9, 11])
  at(100)
  g.beginRestart()
  return g
}

describe('a parent of workers', () => {
  test('that has new ones is no old generation, although it was seen to hold connections', () => {
    const g = trackParent()
    g.started(150, 21, 9)
    g.serving(160, [21])
    g.ended(200, 11)
    expect(g.oldGone()).toBe(200)
  })

  test('that has none is one', () => {
    const g = trackParent()
    g.ended(200, 11)
    g.started(250, 20, 1)
    g.serving(260, [20])
    expect(g.oldGone()).toBeUndefined()
    g.ended(300, 9)
    expect(g.oldGone()).toBe(300)
  })

  test('whose child took its place is one: a master of the next generation, with workers of its own', () => {
    const g = trackParent()
    g.started(150, 20, 9)
    g.listening(20, true)
    g.started(160, 21, 20)
    g.serving(170, [21])
    g.ended(200, 11)
    expect(g.oldGone()).toBeUndefined()
    g.ended(300, 9)
    expect(g.oldGone()).toBe(300)
  })

  test('that took its workers back, and ended the next master, is none', () => {
    const g = trackParent()
    g.started(150, 20, 9)
    g.listening(20, true)
    g.started(160, 21, 20)
    g.serving(170, [21])
    g.ended(200, 11)
    g.started(250, 12, 9)
    g.listening(12, true)
    expect(g.oldGone()).toBe(200)
  })

  test('of parents of workers is none while one of these has new workers', () => {
    const { g, at } = track({ by: 'process' })
    for (const [pid, ppid] of [
      [8, 1],
      [9, 8],
      [11, 9],
    ] as const) {
      g.started(0, pid, ppid)
      g.listening(pid, true)
    }
    at(100)
    g.beginRestart()
    g.started(150, 19, 8)
    g.listening(19, true)
    g.started(160, 21, 19)
    g.listening(21, true)
    g.ended(200, 11)
    g.ended(210, 9)
    expect(g.oldGone()).toBe(210)
  })
})

describe('before anything is restarted it is said', () => {
  test('where processes are recycled', () => {
    const { g, at } = trackShort()
    expect(g.findObstacle(500)).toBeUndefined()
    g.ended(1500, 11)
    at(1510)
    g.started(1510, 13, 9)
    g.listening(13, true)
    // As long as a child may yet execute another program, it tells nothing.
    expect(g.findObstacle(500)).toBeUndefined()
    at(2100)
    expect(g.findObstacle(500)).toMatch(
      /^generations cannot be told apart here, because .* without a restart \(pid 11 \(server 11\)\); use a header/,
    )
    expect(g.findObstacle(1600)).toBeUndefined()
  })

  test('where no process can be seen, or none serves', () => {
    expect(track({ by: 'process', visible: false }).g.findObstacle(0)).toContain(
      'cannot be seen from here; use a header',
    )
    expect(track({ by: 'process' }).g.findObstacle(0)).toContain('no process was seen to serve')
  })

  test('where no answer has a label, or labels change by themselves', () => {
    const { g, at } = track()
    expect(g.findObstacle(0)).toContain('no answer had what target.generation names')
    g.answer(10, 'one')
    expect(g.findObstacle(0)).toBeUndefined()
    g.answer(2000, 'two')
    at(4000)
    expect(g.findObstacle(0)).toContain('labels change without a restart (two came)')
  })
})
