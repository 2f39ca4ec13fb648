import { assert, integer, property, record } from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { watchStalls } from '../../../src/net/stall.ts'
import { createMix } from '../../../src/traffic/thread/mix.ts'
import { countDue, dueAt, nextDue, pacerFor, runSchedule } from '../../../src/traffic/thread/schedule.ts'

describe('an even schedule', () => {
  test('puts arrivals one period apart', () => {
    const pace = pacerFor(1_000, 500)
    expect([dueAt(pace, 0), dueAt(pace, 1), dueAt(pace, 500)]).toEqual([1_000, 1_002, 2_000])
    expect([999, 1_000, 1_001.9, 1_002, 2_000].map((now) => countDue(pace, now))).toEqual([0, 1, 1, 2, 501])
  })

  test('finds the next arrival at or after any time', () => {
    const arbitrary = { start: integer({ min: 0, max: 1e6 }), periodMs: integer({ min: 1, max: 1e4 }) }
    assert(
      property(record(arbitrary), integer({ min: 0, max: 2e6 }), (pace, earliest) => {
        const due = nextDue(pace, earliest)
        expect(due).toBeGreaterThanOrEqual(Math.max(earliest, pace.start))
        expect((due - pace.start) % pace.periodMs).toBe(0)
        expect(due - Math.max(earliest, pace.start)).toBeLessThan(pace.periodMs)
      }),
    )
  })

  test('without a period allows any time', () => {
    expect(nextDue({ start: 10, periodMs: 0 }, 12.5)).toBe(12.5)
  })

  test('starts every arrival once, in order, none before it is due, and says when it is behind', async () => {
    let now = 0
    const clock = { origin: 0n, now: () => now }
    const dues: number[] = []
    const behind: number[] = []
    const stop = runSchedule({
      pace: pacerFor(0, 1_000),
      clock,
      onDue: (due) => {
        expect(due).toBeLessThanOrEqual(now)
        dues.push(due)
      },
      onBehind: (late, arrivals) => behind.push(late, arrivals),
    })
    // A clock that leaps: 50 ms are made up for in silence; of 200 ms those arrivals that were late by more than 100 are told.
    for (const leap of [5, 50, 200]) {
      now += leap
      const target = now + 1
      while (dues.length < target) await new Promise((resolve) => setTimeout(resolve, 1))
    }
    stop()
    expect(dues).toEqual(Array.from({ length: 256 }, (_, i) => i))
    expect(behind).toEqual([199, 99])
  })
})

describe('a mix of requests', () => {
  test('keeps the shares exactly, evenly spread', () => {
    const pick = createMix([
      { name: 'a', weight: 5 },
      { name: 'b', weight: 1 },
      { name: 'c', weight: 1 },
    ])
    // The example of nginx's own commit message.
    expect(Array.from({ length: 14 }, () => pick().name).join('')).toBe('aabacaaaabacaa')
  })

  test('never picks what has no weight, and needs something that has', () => {
    const pick = createMix([
      { name: 'never', weight: 0 },
      { name: 'always', weight: 0.5 },
    ])
    expect(new Set(Array.from({ length: 10 }, () => pick().name))).toEqual(new Set(['always']))
    expect(() => createMix([{ weight: 0 }])).toThrow('at least one request with a weight above 0')
  })
})

describe('a watch over stalls', () => {
  test('sees one at once, reports it once, and says what it lies across', () => {
    let now = 0
    const told: number[] = []
    const watch = watchStalls({ origin: 0n, now: () => now }, (end, ms) => told.push(end, ms))
    now = 510
    expect(watch.stalledSince(0, 10_000)).toBe(false)
    now = 1_200
    expect(watch.stalledSince(600, 10_000)).toBe(true)
    expect(watch.stalledSince(1_199, 10_000)).toBe(true)
    now = 1_210
    expect(watch.stalledSince(1_200, 10_000)).toBe(false)
    watch.close()
    expect(told).toEqual([1_200, 670])
  })

  test('counts a shorter one where it took half of a short limit', () => {
    let now = 0
    const told: number[] = []
    const watch = watchStalls({ origin: 0n, now: () => now }, (_end, ms) => told.push(ms))
    now = 320
    expect(watch.stalledSince(0, 1_000)).toBe(false)
    expect(watch.stalledSince(0, 600)).toBe(false)
    expect(watch.stalledSince(0, 599)).toBe(true)
    now = 460
    // A later one does not hide the longer one before it, nor do both add up.
    expect(watch.stalledSince(0, 599)).toBe(true)
    expect(watch.stalledSince(320, 599)).toBe(false)
    expect(watch.stalledSince(320, 200)).toBe(true)
    expect(watch.stalledSince(0, 700)).toBe(false)
    watch.close()
    expect(told).toEqual([])
  })

  test('says how late its own ticks came since it was last asked', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    let now = 0
    const watch = watchStalls({ origin: 0n, now: () => now }, () => {})
    for (const t of [20, 47, 67, 87]) {
      now = t
      vi.advanceTimersByTime(20)
    }
    expect(watch.takeDelay()).toEqual({ p99: 7, max: 7 })
    expect(watch.takeDelay()).toEqual({ p99: 0, max: 0 })
    watch.close()
  })
})
