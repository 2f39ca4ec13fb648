import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createIdNumbering } from '../../../src/traffic/kinds/sse/event-ids.ts'
import { createNumbering } from '../../../src/traffic/long-lived/numbering.ts'

/** Counts by keeping every number, as plainly as can be. */
function countPlainly(numbers: number[], sent: number) {
  const seen = new Set<number>()
  let duplicated = 0
  let reordered = 0
  for (const n of numbers) {
    if (seen.has(n)) duplicated += 1
    else if ([...seen].some((earlier) => earlier > n)) reordered += 1
    seen.add(n)
  }
  return { sent, received: numbers.length, lost: sent - seen.size, unanswered: 0, duplicated, reordered }
}

const messages = fc
  .integer({ min: 1, max: 40 })
  .chain((sent) =>
    fc.record({ sent: fc.constant(sent), numbers: fc.array(fc.integer({ min: 1, max: sent }), { maxLength: 60 }) }),
  )

describe('a numbering', () => {
  test('counts what was lost, came twice and came late, whatever the order', () => {
    fc.assert(
      fc.property(messages, ({ sent, numbers }) => {
        const numbering = createNumbering(1)
        for (const n of numbers) numbering.receive(n)
        expect(numbering.take(sent)).toEqual(countPlainly(numbers, sent))
      }),
    )
  })

  test('counts what was lost, doubled and swapped on purpose', () => {
    type Deed = 'say' | 'lose' | 'double' | 'swap'
    const deeds = fc.array(fc.constantFrom<Deed>('say', 'say', 'say', 'lose', 'double', 'swap'), { maxLength: 200 })
    fc.assert(
      fc.property(deeds, (done) => {
        const numbering = createNumbering(1)
        let n = 0
        for (const deed of done) {
          n += 1
          if (deed === 'swap') numbering.receive(n++ + 1)
          if (deed === 'swap') numbering.receive(n - 1)
          if (deed === 'say' || deed === 'double') numbering.receive(n)
          if (deed === 'double') numbering.receive(n)
        }
        const count = (wanted: Deed) => done.filter((deed) => deed === wanted).length
        expect(numbering.take(n)).toMatchObject({
          sent: n,
          lost: count('lose'),
          duplicated: count('double'),
          reordered: count('swap'),
        })
      }),
    )
  })

  test('adds up over its parts: nothing is lost twice, and nothing forgotten', () => {
    fc.assert(
      fc.property(messages, messages, (one, two) => {
        const numbering = createNumbering(1)
        for (const n of one.numbers) numbering.receive(n)
        expect(numbering.take(one.sent)).toEqual(countPlainly(one.numbers, one.sent))
        for (const n of two.numbers) numbering.receive(one.sent + n)
        expect(numbering.take(one.sent + two.sent)).toEqual(countPlainly(two.numbers, two.sent))
      }),
    )
  })

  test('begins where the first message says, and takes one from before that for a late one', () => {
    const numbering = createNumbering()
    for (const n of [8, 7, 9, 11]) numbering.receive(n)
    expect(numbering.take()).toEqual({ sent: 5, received: 4, lost: 1, unanswered: 0, duplicated: 0, reordered: 1 })
  })
})

describe('messages that were sent last and not answered', () => {
  test.each([
    ['are lost where the end came without notice', false, { lost: 4, unanswered: 0 }],
    [
      'are unanswered where it came with notice, unlike those before a later one that was',
      true,
      { lost: 1, unanswered: 3 },
    ],
  ])('%s', (_, noticed, expected) => {
    const numbering = createNumbering(1)
    for (const n of [1, 2, 4, 5]) numbering.receive(n)
    expect(numbering.take(8, noticed)).toEqual({ sent: 8, received: 4, ...expected, duplicated: 0, reordered: 0 })
  })
})

/** Sent, received, lost, duplicated, reordered of each stream. */
function countIds(...streams: (string | undefined)[][]) {
  const ids = createIdNumbering()
  return streams.map((stream) => {
    ids.begin()
    for (const id of stream) ids.receive(id)
    const { sent, received, lost, duplicated, reordered } = ids.take()
    return [sent, received, lost, duplicated, reordered]
  })
}

describe('ids of events', () => {
  test('that are whole numbers are counted, others only received', () => {
    expect(countIds(['1', '2', undefined, '3', 'x', '5', '5'])).toEqual([[7, 7, 1, 1, 0]])
  })

  test('go on from one stream to the next, a gap of any length between them included', () => {
    expect(countIds(['1', '2', '3'], ['100', '101'], ['101', '102'])).toEqual([
      [3, 3, 0, 0, 0],
      [98, 2, 96, 0, 0],
      [1, 2, 0, 1, 0],
    ])
  })

  test('that a stream begins anew claim nothing', () => {
    expect(countIds(['1', '2', '3'], ['1', '2', '4'])).toEqual([
      [3, 3, 0, 0, 0],
      [4, 3, 1, 0, 0],
    ])
  })

  test.each([
    ['every other number', ['2', '4', '6', '8', '10']],
    ['times', ['1700000000000', '1700000001000', '1700000002001']],
    ['more than a double holds', ['99999999999999990001', '99999999999999990003']],
  ])('that are %s are no numbering', (_, ids) => {
    expect(countIds(ids)).toEqual([[ids.length, ids.length, 0, 0, 0]])
  })
})
