import { describe, expect, test } from 'vitest'
import {
  createMessagePlayer,
  type LongLivedEnd,
  type MessageFault,
  noMessages,
  planEnds,
} from '../../../src/calibrate/server/long-lived/plan.ts'

/** What is said where a healthy server would say 1, 2, 3 … 12, and the server's count of it. */
function speak(end: LongLivedEnd, messageFault: MessageFault) {
  const messageLog = noMessages()
  const react = createMessagePlayer({ end, messageFault }, messageLog)
  return { messageLog, spoken: Array.from({ length: 12 }, (_, i) => react(i + 1)) }
}

const numbers = (spoken: (number[] | 'end')[]) => spoken.flatMap((one) => (one === 'end' ? [] : one))

describe('the server', () => {
  test('says everything once and in order on a connection that it holds', () => {
    const { messageLog, spoken } = speak('held', 'none')
    expect(numbers(spoken)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(messageLog).toEqual({ ...noMessages(), delivered: 12 })
  })

  test.each([
    ['leaves out', 'left-out', [1, 2, 5, 6, 8, 9], { delivered: 6, leftOut: 3 }],
    ['says twice', 'doubled', [1, 2, 2, 3, 4, 5, 6, 6, 7, 8, 9], { delivered: 9, doubled: 2 }],
    ['says too late', 'swapped', [1, 2, 4, 3, 5, 7, 6, 8, 9], { delivered: 7, swapped: 2 }],
  ] as const)(
    '%s some, counts them, and ends the connection in place of the tenth',
    (_title, messageFault, heard, count) => {
      const { messageLog, spoken } = speak('fin', messageFault)
      expect(numbers(spoken)).toEqual(heard)
      expect(spoken.slice(9)).toEqual(['end', 'end', 'end'])
      expect(messageLog).toEqual({ ...noMessages(), ...count })
    },
  )

  test('ends connections in every way with every fault of messages, as often as it is asked', () => {
    const plans = planEnds('websocket', 2)
    expect(plans.length).toBe(2 * 5 * 4)
    expect(new Set(plans.map(({ end, messageFault }) => `${end} ${messageFault}`)).size).toBe(5 * 4)
  })
})
