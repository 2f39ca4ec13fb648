import { describe, expect, test } from 'vitest'
import {
  conduct,
  type HeldEnd,
  type Mischief,
  noMessages,
  planEnds,
} from '../../../src/calibrate/server/long-lived/plan.ts'

/** What is said where a healthy server would say 1, 2, 3 … 12, and the server's count of it. */
function speak(end: HeldEnd, mischief: Mischief) {
  const said = noMessages()
  const react = conduct({ end, mischief }, said)
  return { said, spoken: Array.from({ length: 12 }, (_, i) => react(i + 1)) }
}

const numbers = (spoken: (number[] | 'end')[]) => spoken.flatMap((saying) => (saying === 'end' ? [] : saying))

describe('the server', () => {
  test('says everything once and in order on a connection that it holds', () => {
    const { said, spoken } = speak('held', 'none')
    expect(numbers(spoken)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(said).toEqual({ ...noMessages(), delivered: 12 })
  })

  test.each([
    ['leaves out', 'left-out', [1, 2, 5, 6, 8, 9], { delivered: 6, leftOut: 3 }],
    ['says twice', 'doubled', [1, 2, 2, 3, 4, 5, 6, 6, 7, 8, 9], { delivered: 9, doubled: 2 }],
    ['says too late', 'swapped', [1, 2, 4, 3, 5, 7, 6, 8, 9], { delivered: 7, swapped: 2 }],
  ] as const)(
    '%s some, counts them, and ends the connection in place of the tenth',
    (_title, mischief, heard, count) => {
      const { said, spoken } = speak('fin', mischief)
      expect(numbers(spoken)).toEqual(heard)
      expect(spoken.slice(9)).toEqual(['end', 'end', 'end'])
      expect(said).toEqual({ ...noMessages(), ...count })
    },
  )

  test('ends connections in every way with every mischief, as often as it is asked', () => {
    const plans = planEnds('websocket', 2)
    expect(plans.length).toBe(2 * 5 * 4)
    expect(new Set(plans.map(({ end, mischief }) => `${end} ${mischief}`)).size).toBe(5 * 4)
  })
})
