import { describe, expect, test } from 'vitest'
import { createStrip } from '../../../src/report/live/strip.ts'

describe('the strip of a run', () => {
  test('has a column for each part of the planned time', () => {
    const strip = createStrip(10, 2000)
    strip.add(0, 5, 0)
    strip.add(199, 1, 0)
    strip.add(1900, 7, 2)
    strip.mark(450, 1)
    const columns = strip.columns()
    expect(columns).toHaveLength(10)
    expect(columns[0]).toEqual({ ok: 6, failed: 0 })
    expect(columns[2]).toEqual({ ok: 0, failed: 0, restart: 1 })
    expect(columns[9]).toEqual({ ok: 7, failed: 2 })
  })

  test('lets each column stand for more where a run takes longer, and loses nothing', () => {
    const strip = createStrip(4, 400)
    for (let t = 0; t < 10_000; t += 100) strip.add(t, 1, t % 1000 === 0 ? 1 : 0)
    strip.mark(300, 1)
    strip.mark(9000, 2)
    const columns = strip.columns()
    expect(columns.length).toBeLessThanOrEqual(4)
    expect(columns.reduce((sum, { ok }) => sum + ok, 0)).toBe(100)
    expect(columns.reduce((sum, { failed }) => sum + failed, 0)).toBe(10)
    expect(columns.map(({ restart }) => restart).filter((index) => index !== undefined)).toEqual([1, 2])
  })
})
