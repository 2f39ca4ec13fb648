import { describe, expect, test } from 'vitest'
import { compareEnds } from '../../../src/calibrate/long-lived/ends.ts'
import { pairUp } from '../../../src/calibrate/long-lived/pairs.ts'
import type { LongLived } from '../../../src/calibrate/server/long-lived/connection-log.ts'
import type { Lifeline } from '../../../src/model/lifeline.ts'
import { connection, line } from './support.ts'

const FIN = { end: 'cut', sign: 'FIN' } as const
const RST = { end: 'cut', sign: 'RST' } as const
const KEPT = { end: 'kept', by: 'client' } as const

function rowsOf(connections: LongLived[], lifelines: Lifeline[]) {
  const { rows, ...sums } = compareEnds('tcp', 'tcp', pairUp(connections, lifelines))
  return { ...sums, rows: rows.map((row) => [row.injected, row.expected, row.count, row.reported, row.wrong]) }
}

describe('a connection and a lifeline belong together', () => {
  test('that have the same port', () => {
    const connections = [
      connection(4001, 'fin'),
      connection(4002, 'rst'),
      connection(4003, 'held'),
      connection(4004, 'silence'),
    ]
    const lifelines = [line(4002, RST), line(4004, { end: 'stalled' }), line(4001, FIN), line(4003, KEPT)]
    expect(rowsOf(connections, lifelines)).toEqual({
      traffic: 'tcp',
      kind: 'tcp',
      held: 4,
      reported: 4,
      rows: [
        ['held', 'kept', 1, { kept: 1 }, 0],
        ['fin', 'cut FIN', 1, { 'cut FIN': 1 }, 0],
        ['rst', 'cut RST', 1, { 'cut RST': 1 }, 0],
        ['silence', 'stalled', 1, { stalled: 1 }, 0],
      ],
    })
  })

  test('and two that were swapped do not cancel each other out', () => {
    expect(rowsOf([connection(4001, 'fin'), connection(4002, 'rst')], [line(4001, RST), line(4002, FIN)]).rows).toEqual(
      [
        ['fin', 'cut FIN', 1, { 'cut RST': 1 }, 1],
        ['rst', 'cut RST', 1, { 'cut FIN': 1 }, 1],
      ],
    )
  })

  test('where a port was used twice in the order in which they were opened', () => {
    const connections = [connection(4001, 'rst', { opened: 500 }), connection(4001, 'fin', { opened: 100 })]
    const lifelines = [line(4001, { ...RST, opened: 499 }), line(4001, { ...FIN, opened: 99 })]
    expect(rowsOf(connections, lifelines).rows.map((row) => row.at(-1))).toEqual([0, 0])
  })
})

describe('what is wrong is reported', () => {
  test('of an end that was not reported, and of one that was not made', () => {
    expect(rowsOf([connection(4001, 'fin')], [line(4002, RST)]).rows).toEqual([
      ['fin', 'cut FIN', 1, { none: 1 }, 1],
      ['unfounded', 'none', 0, { 'cut RST': 1 }, 1],
    ])
  })

  test('of a notice with another code, and of an end that is said to be of the other side', () => {
    const notice = { end: 'graceful', sign: 'notice' } as const
    const rows = rowsOf(
      [connection(4001, 'close-frame'), connection(4002, 'close-frame'), connection(4003, 'held')],
      [
        line(4001, { ...notice, code: '1001' }),
        line(4002, { ...notice, code: '1000' }),
        line(4003, { ...KEPT, by: 'server' }),
      ],
    ).rows
    expect(rows).toEqual([
      ['held', 'kept', 1, { kept: 1 }, 1],
      ['close-frame', 'graceful', 2, { graceful: 2 }, 1],
    ])
  })

  test('of a cut without a sign where there was one', () => {
    expect(
      rowsOf([connection(4001, 'fin'), connection(4002, 'garbage')], [line(4001, {}), line(4002, {})]).rows,
    ).toEqual([
      ['fin', 'cut FIN', 1, { cut: 1 }, 1],
      ['garbage', 'cut', 1, { cut: 1 }, 0],
    ])
  })
})
