import { describe, expect, test } from 'vitest'
import { compareMessages } from '../../../src/calibrate/long-lived/messages.ts'
import type { LongLived } from '../../../src/calibrate/server/long-lived/connection-log.ts'
import type { Lifeline } from '../../../src/model/lifeline.ts'
import { connection, line } from './support.ts'

function rowsOf(...pairs: [LongLived, Lifeline?][]) {
  const { rows } = compareMessages(
    'tcp',
    'tcp',
    pairs.map(([served, lifeline]) => ({ connection: served, ...(lifeline !== undefined && { lifeline }) })),
  )
  return rows.map((row) => [row.injected, row.expected, row.count, row.reported, row.wrong])
}

const fin = { end: 'cut', sign: 'FIN' } as const

describe('messages', () => {
  test('that were reported as what was done with them agree', () => {
    const mixed = connection(1, 'fin', { messageLog: { delivered: 5, leftOut: 3, cutOff: 1 } })
    const twice = connection(2, 'fin', { messageLog: { delivered: 9, doubled: 2 } })
    const swapped = connection(3, 'fin', { messageLog: { delivered: 7, swapped: 2 } })
    const noticed = connection(4, 'close-frame', { messageLog: { delivered: 9, unanswered: 1 } })
    expect(
      rowsOf(
        [mixed, line(1, fin, { sent: 9, received: 5, lost: 4 })],
        [twice, line(2, fin, { sent: 9, received: 11, duplicated: 2 })],
        [swapped, line(3, fin, { sent: 9, received: 9, reordered: 2 })],
        [noticed, line(4, { end: 'graceful' }, { sent: 10, received: 9, unanswered: 1 })],
      ),
    ).toEqual([
      ['delivered', 'received', 30, { received: 30 }, 0],
      ['leftOut', 'lost', 3, { lost: 3 }, 0],
      ['cutOff', 'lost', 1, { lost: 1 }, 0],
      ['unanswered', 'unanswered', 1, { unanswered: 1 }, 0],
      ['doubled', 'duplicated', 2, { duplicated: 2 }, 0],
      ['swapped', 'reordered', 2, { reordered: 2 }, 0],
    ])
  })

  test('that were taken for something else stand beside the diagonal, connection by connection', () => {
    const lost = connection(1, 'fin', { messageLog: { delivered: 6, leftOut: 2 } })
    const swapped = connection(2, 'fin', { messageLog: { delivered: 6, swapped: 2 } })
    expect(
      rowsOf(
        [lost, line(1, fin, { sent: 8, received: 8, reordered: 2 })],
        [swapped, line(2, fin, { sent: 8, received: 6, lost: 2 })],
      ),
    ).toEqual([
      ['delivered', 'received', 12, { received: 12 }, 0],
      ['leftOut', 'lost', 2, { reordered: 2 }, 2],
      ['swapped', 'reordered', 2, { lost: 2 }, 2],
    ])
  })

  test('that were reported and not made are listed, and so are those of a connection that was not reported', () => {
    const messageLog = { delivered: 9 }
    expect(
      rowsOf(
        [connection(1, 'fin', { messageLog }), line(1, fin, { sent: 10, received: 9, lost: 1 })],
        [connection(2, 'fin', { messageLog })],
      ),
    ).toEqual([
      ['delivered', 'received', 18, { received: 9 }, 9],
      ['unfounded', 'none', 0, { lost: 1 }, 1],
    ])
  })
})

describe('what only the client can know', () => {
  const rst = { end: 'cut', sign: 'RST' } as const
  const messageLog = { delivered: 9, cutOff: 1 }

  test('is what crossed with an RST, and the answer that was lost with it', () => {
    const crossed = line(1, rst, { sent: 11, received: 8, lost: 3 })
    expect(rowsOf([connection(1, 'rst', { messageLog }), crossed])).toEqual([
      ['delivered', 'received', 8, { received: 8 }, 0],
      ['cutOff', 'lost', 3, { lost: 3 }, 0],
    ])
  })

  test('but no answer is lost where nothing had crossed', () => {
    const rows = rowsOf([connection(1, 'rst', { messageLog }), line(1, rst, { sent: 10, received: 8, lost: 2 })])
    expect(rows).toContainEqual(['delivered', 'received', 9, { received: 8, lost: 1 }, 1])
  })

  test('and nothing crosses with a FIN: it is read still', () => {
    const rows = rowsOf([connection(1, 'fin', { messageLog }), line(1, fin, { sent: 11, received: 9, lost: 2 })])
    expect(rows).toContainEqual(['unfounded', 'none', 0, { lost: 1 }, 1])
  })

  test('is what was on its way when it left an event stream', () => {
    const left = connection(1, 'held', { kind: 'sse', messageLog: { delivered: 9 } })
    expect(rowsOf([left, line(1, { end: 'kept', by: 'client' }, { sent: 8, received: 8 })])).toEqual([
      ['delivered', 'received', 8, { received: 8 }, 0],
    ])
  })
})
