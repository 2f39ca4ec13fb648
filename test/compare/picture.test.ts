import { describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { compareReports } from '../../src/compare/compare-reports.ts'
import { renderComparisonPicture } from '../../src/compare/picture.ts'
import { reportOf, restartLosing, times } from './support.ts'

function draw(...reports: Parameters<typeof compareReports>[0]): string {
  return renderComparisonPicture(compareReports(reports))
}

async function errorsIn(picture: string) {
  const xml = [{ fileName: 'picture.svg', contents: picture }]
  return (await validateXML({ xml, normalization: 'c14n' })).errors
}

/** Where the mark of one kind of client is, left to right. */
function placeOf(picture: string, client: 'strict' | 'retrying'): number {
  return Number(new RegExp(`class="${client} \\w+" cx="([\\d.]+)"`).exec(picture)?.[1])
}

function heightOf(picture: string): number {
  return Number(/viewBox="0 0 1024 (\d+)"/.exec(picture)?.[1])
}

describe('comparison.svg', () => {
  test('is well-formed, whatever a strategy is called', async () => {
    const picture = draw(reportOf('a <b> & "c"\u0007', times(3, restartLosing(1))))
    expect(await errorsIn(picture)).toEqual([])
    expect(await errorsIn(picture.replace('&lt;', '<'))).not.toEqual([])
    expect(picture).toContain('a &lt;b&gt; &amp; &quot;c&quot;')
  })

  test('puts what was lost left to right, and nothing at all left of the least', () => {
    const [none, least, some, all] = [restartLosing(0), restartLosing(1), restartLosing(10), restartLosing(1000)]
    const places = [none, least, some, all].map((one) => placeOf(draw(reportOf('a', times(3, one))), 'strict'))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(new Set(places).size).toBe(4)
  })

  test('distinguishes strict clients from retrying ones', () => {
    const picture = draw(reportOf('a', times(3, restartLosing(0, { mended: 5 }))))
    expect(placeOf(picture, 'retrying')).toBe(placeOf(draw(reportOf('b', times(3, restartLosing(0)))), 'strict'))
    expect(placeOf(picture, 'strict')).toBeGreaterThan(placeOf(picture, 'retrying'))
    expect(picture).toContain('3 of 3')
  })

  test('draws nothing for restarts that were not observed, and says so', () => {
    const picture = draw(reportOf('a', times(3, restartLosing(0, { observed: false }))))
    expect(picture).toContain('no restart was observed')
    expect(picture).not.toContain('<circle')
  })

  test('has a row for each strategy', () => {
    const one = draw(reportOf('a', times(3, restartLosing(0))))
    const two = draw(reportOf('a', times(3, restartLosing(0))), reportOf('b', times(3, restartLosing(0))))
    expect(heightOf(two)).toBeGreaterThan(heightOf(one))
  })
})
