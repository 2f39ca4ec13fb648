import { array, assert, double, integer, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clockStep, createAxis, listTicks, percentAt, percentBetween } from '../../../src/report/html/chart/axis.ts'
import { packRows } from '../../../src/report/html/chart/pack.ts'
import { bars, dots, stepArea, stepLine, strokes } from '../../../src/report/html/chart/shapes.ts'

const axis = createAxis(0, 1000)

function labels(from: number, to: number, origin: number): string[] {
  return listTicks(createAxis(from, to, origin)).map(({ label }) => label)
}

describe('the time axis', () => {
  test('is labelled at times that a clock shows, never too many, never at its very end', () => {
    assert(
      property(integer({ min: 1, max: 1e8 }), integer({ min: 0, max: 1e7 }), (length, from) => {
        const ticks = listTicks(createAxis(from, from + length, from))
        expect(ticks.length).toBeLessThanOrEqual(13)
        expect(ticks.length).toBeGreaterThan(0)
        for (const { t } of ticks) expect(t).toBeLessThanOrEqual(from + length)
      }),
    )
  })

  test('counts from 0, or from the beginning of a restart', () => {
    expect(labels(0, 5_900, 0)).toEqual([
      '0',
      '500 ms',
      '1 s',
      '1.5 s',
      '2 s',
      '2.5 s',
      '3 s',
      '3.5 s',
      '4 s',
      '4.5 s',
      '5 s',
      '5.5 s',
    ])
    expect(labels(9_900, 10_200, 10_000)).toEqual(['−100 ms', '−50 ms', '0', '+50 ms', '+100 ms', '+150 ms'])
    expect(labels(0, 600_000, 0).slice(0, 3)).toEqual(['0', '1 min', '2 min'])
    expect(clockStep(600_000, 12)).toBe(60_000)
  })

  test('puts times outside at its edge, and holds together where nothing passes', () => {
    expect(percentAt(axis, -5)).toBe('0%')
    expect(percentAt(axis, 250)).toBe('25%')
    expect(percentBetween(axis, 250, 5000)).toBe('75%')
    expect(percentAt(createAxis(7, 7), 7)).toBe('0%')
  })
})

describe('shapes', () => {
  test('an area changes only where its value does', () => {
    const steps = [0, 1, 2, 3].map((i) => ({ t: i * 100, to: i * 100 + 100, low: 10, high: i < 2 ? 4 : 6 }))
    expect(stepArea(axis, steps)).toBe('M0,4L200,4L200,6L400,6L400,6L400,10L400,10L200,10L200,10L0,10Z')
  })

  test('a line is interrupted where there is no value, and a lone step is as wide as its time', () => {
    const lone = { t: 500, to: 600, low: 10, high: 5 }
    expect(stepLine(axis, [{ t: 0, to: 100, low: 10, high: 4 }, lone])).toBe('M0,4L100,4L100,4M500,5L600,5L600,5')
    expect(stepArea(axis, [])).toBe('')
  })

  test('bars, strokes and dots', () => {
    expect(bars(axis, 20, [{ t: 100, to: 200, height: 5 }])).toBe('M100 20V15H200V20')
    expect(strokes(axis, [{ t: -50, to: 200, y: 3 }])).toBe('M0 3H200')
    expect(dots(axis, [{ t: 100, y: 3 }])).toBe('M100 3h0')
  })
})

describe('rows', () => {
  const span = record({ t: integer({ min: 0, max: 50 }), length: double({ min: 0.5, max: 20, noNaN: true }) })

  test('hold everything without overlap, and are no more than there ever was at once', () => {
    assert(
      property(array(span, { maxLength: 60 }), (list) => {
        const items = list.map(({ t, length }) => ({ t, to: t + length }))
        const rows = packRows(items)
        expect(rows.flat().length).toBe(items.length)
        for (const row of rows) {
          row.forEach((item, i) => expect(item.t).toBeGreaterThanOrEqual(row[i - 1]?.to ?? 0))
        }
        const atOnce = items.map(({ t }) => items.filter((other) => other.t <= t && other.to > t).length)
        expect(rows.length).toBe(Math.max(0, ...atOnce))
      }),
    )
  })

  test('what takes the place of another follows in its row', () => {
    const [a, b, c] = [
      { t: 0, to: 10 },
      { t: 0, to: 50 },
      { t: 51, to: 60 },
    ]
    expect(packRows([a, b, c])).toEqual([[a], [b, c]])
  })
})
