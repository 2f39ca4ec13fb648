import { describe, expect, test } from 'vitest'
import { attributeAll, countFates, createFinder, type RestartFacts } from '../../src/ledger/lifelines.ts'
import type { Entry } from '../../src/model/entry.ts'
import type { Lifeline } from '../../src/model/lifeline.ts'
import { buildLedger, runEntry } from './support.ts'

const restart = (index: number, begun: number, old: string[], next: string[]): RestartFacts => ({
  index,
  begun,
  drained: true,
  drainMs: 500,
  generations: { old, new: next },
})

/** Two restarts: at 1,000 from a to b, at 5,000 from b to c. */
const RESTARTS = [restart(1, 1000, ['a'], ['b']), restart(2, 5000, ['b'], ['c'])]

function line(facts: Partial<Lifeline>): Lifeline {
  const always = {
    traffic: 'fresh',
    kind: 'websocket',
    id: 1,
    opened: 0,
    closed: 9000,
    end: 'cut',
    by: 'server',
  } as const
  return { ...always, ...facts }
}

describe("the restart that a lifeline's end belongs to", () => {
  test.each([
    { what: 'before any restart', closed: 999.9, expected: null },
    { what: 'the moment it begins', closed: 1000, expected: 1 },
    { what: 'minutes after it began, by a drain limit', closed: 4999, expected: 1 },
    { what: 'within a later one', closed: 5100, expected: 2 },
    { what: 'long after all of them', closed: 900_000, expected: 2 },
    { what: 'served by a generation that an earlier restart retired', closed: 5100, generation: 'a', expected: 1 },
    { what: 'served by the generation that the last one retired', closed: 9000, generation: 'b', expected: 2 },
    { what: 'served by the new generation, which nothing retired yet', closed: 4000, generation: 'b', expected: null },
    { what: 'opened when the old generation had gone', opened: 1500, closed: 4000, expected: null },
    { what: 'answered when the old generation had gone', served: 1500, closed: 4000, expected: null },
    { what: 'answered before that', served: 1499, closed: 4000, expected: 1 },
    {
      what: 'answered by the new generation',
      served: 1400,
      generation: 'a',
      servedBy: 'b',
      closed: 4000,
      expected: null,
    },
    { what: 'answered late by the old one', served: 1600, generation: 'a', closed: 4000, expected: 1 },
    { what: 'served by a generation that nobody knows', closed: 6000, generation: 'x', expected: 2 },
  ])('$what', ({ expected, ...end }) => {
    expect(createFinder(RESTARTS)({ opened: 0, ...end })).toBe(expected)
  })

  test('a label that no restart changes says nothing: the last one', () => {
    const constant = [restart(1, 1000, ['a'], ['a']), restart(2, 5000, ['a'], ['a'])]
    expect(createFinder(constant)({ opened: 0, closed: 4000, generation: 'a' })).toBe(1)
    expect(createFinder(constant)({ opened: 0, closed: 6000, generation: 'a' })).toBe(2)
  })

  test('one that never answered a byte was left hanging by the first restart in which it was open, and by none where it came later', () => {
    const find = createFinder(RESTARTS.map((one) => ({ ...one, settled: one.begun + 600 })))
    const mute = { closed: 60_000, end: 'stalled', bytesRead: 0 } as const
    expect([100, 1400, 1700, 6000].map((opened) => find({ opened, ...mute }))).toEqual([1, 1, 2, null])
    expect(find({ opened: 100, ...mute, bytesRead: 9 })).toBe(2)
  })

  test('without restarts: none', () => {
    expect(createFinder([])({ opened: 0, closed: 6000 })).toBeNull()
  })
})

const fates = (lines: Lifeline[]) => {
  const all = attributeAll(lines, RESTARTS)
  return RESTARTS.map((one) => countFates(all, one))
}

describe('what became of those that were open when a restart began', () => {
  const none = { kept: 0, graceful: 0, cut: 0, stalled: 0 }

  test('each by its end, in the restart that ended it', () => {
    const lines = [
      line({ closed: 1200, end: 'cut' }),
      line({ closed: 1200, end: 'graceful' }),
      line({ closed: 4000, end: 'cut' }),
      line({ opened: 1500, closed: 5500, end: 'stalled' }),
    ]
    expect(fates(lines)).toEqual([
      { kept: 0, graceful: 1, cut: 2, stalled: 0 },
      { ...none, stalled: 1 },
    ])
  })

  test('one that a later restart ended was kept through the earlier one', () => {
    expect(fates([line({ closed: 5200, end: 'cut' })])).toEqual([
      { ...none, kept: 1 },
      { ...none, cut: 1 },
    ])
  })

  test("one that an earlier restart had doomed is none of the later one's", () => {
    expect(fates([line({ closed: 5200, end: 'cut', generation: 'a' })])).toEqual([{ ...none, cut: 1 }, none])
  })

  test('one that is kept to the end was kept through all restarts, whichever process served it', () => {
    expect(fates([line({ end: 'kept', by: 'client', generation: 'a' })])).toEqual([
      { ...none, kept: 1 },
      { ...none, kept: 1 },
    ])
  })

  test('not those that were gone before, or opened after it had begun', () => {
    expect(fates([line({ closed: 900 }), line({ opened: 1000, closed: 1100 })])).toEqual([none, none])
  })
})

const limits = (...lines: Partial<Lifeline>[]) =>
  attributeAll(
    lines.map((facts, i) => line({ id: i, sign: 'FIN', kind: 'idle', ...facts })),
    RESTARTS,
  ).map(({ id, restart: index, ownLimitMs }) => [id, index, ownLimitMs])

describe("the server's own limit", () => {
  test('ends connections of one age at several times, before the first restart too: no restart did', () => {
    expect(
      limits(
        { opened: 0, served: 10, closed: 910 },
        { opened: 20, served: 980, closed: 1890 },
        { opened: 100, closed: 5020 },
      ),
    ).toEqual([
      [0, null, 900],
      [1, null, 900],
      [2, 2, undefined],
    ])
  })

  test('ends those of the new generation as well', () => {
    expect(limits({ opened: 1600, closed: 3000 }, { opened: 4000, closed: 5400 })).toEqual([
      [0, null, 1400],
      [1, null, 1400],
    ])
  })

  test('is not shown by connections that were opened together and ended together', () => {
    expect(limits({ opened: 0, closed: 910 }, { opened: 5, closed: 915 })).toEqual([
      [0, null, undefined],
      [1, null, undefined],
    ])
  })

  test('is not shown by what ends in restarts alone, such as a drain limit in restarts at even distances', () => {
    expect(limits({ opened: 200, closed: 1300 }, { opened: 4300, closed: 5400 })).toEqual([
      [0, 1, undefined],
      [1, 2, undefined],
    ])
  })
})

describe('lifelines in a ledger', () => {
  const end: Entry = { entry: 'end', t: 10_000, interrupted: false }
  const begun: Entry = { entry: 'event', t: 1000, kind: 'restart-begun', index: 1, old: ['a'] }
  const build = (...lines: Lifeline[]) =>
    buildLedger([runEntry(), ...lines.map((one) => ({ entry: 'lifeline' as const, ...one })), begun, end])

  test('have their restart, in order of their end', async () => {
    const { lifelines, restarts } = await build(
      line({ id: 1, closed: 1500 }),
      line({ id: 2, closed: 900 }),
      line({ id: 3, closed: 9000, end: 'kept' }),
    )
    expect(lifelines.map(({ id, restart: index }) => [id, index])).toEqual([
      [2, null],
      [1, 1],
      [3, 1],
    ])
    expect(restarts[0]?.lifelines).toEqual({ kept: 1, graceful: 0, cut: 1, stalled: 0 })
  })

  test('end once each: another end, or one of no traffic, is an imbalance', async () => {
    const { imbalances } = await build(
      line({ id: 1 }),
      line({ id: 2 }),
      line({ id: 2, end: 'kept' }),
      line({ traffic: 'x' }),
    )
    expect(imbalances).toContain('fresh: lifeline 2 ended 2 times')
    expect(imbalances).toContain('x: was counted, but the scenario has no such traffic')
    expect(imbalances.filter((sentence) => sentence.includes('lifeline'))).toHaveLength(1)
  })
})
