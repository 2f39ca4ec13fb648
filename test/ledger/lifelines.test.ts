import { describe, expect, test } from 'vitest'
import { attributeAll, countFates, findRestart, type RestartFacts } from '../../src/ledger/lifelines.ts'
import type { Entry } from '../../src/model/entry.ts'
import type { Lifeline } from '../../src/model/lifeline.ts'
import { buildLedger, runEntry } from './support.ts'

const restart = (index: number, begun: number, old: string[], next: string[]): RestartFacts => ({
  index,
  begun,
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
    { what: 'served by a generation that nothing retired yet', closed: 4000, generation: 'b', expected: 1 },
    { what: 'served by a generation that nobody knows', closed: 6000, generation: 'x', expected: 2 },
  ])('$what', ({ expected, ...end }) => {
    expect(findRestart(end, RESTARTS)).toBe(expected)
  })

  test('a label that no restart changes says nothing: the last one', () => {
    const constant = [restart(1, 1000, ['a'], ['a']), restart(2, 5000, ['a'], ['a'])]
    expect(findRestart({ closed: 4000, generation: 'a' }, constant)).toBe(1)
    expect(findRestart({ closed: 6000, generation: 'a' }, constant)).toBe(2)
  })

  test('without restarts: none', () => {
    expect(findRestart({ closed: 6000 }, [])).toBeNull()
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

  test('one that is kept to the end was kept through all, whoever served it', () => {
    expect(fates([line({ end: 'kept', by: 'client', generation: 'a' })])).toEqual([
      { ...none, kept: 1 },
      { ...none, kept: 1 },
    ])
  })

  test('not those that were gone before, or opened after it had begun', () => {
    expect(fates([line({ closed: 900 }), line({ opened: 1000, closed: 1100 })])).toEqual([none, none])
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
