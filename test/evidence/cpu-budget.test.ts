import { expect, test } from 'vitest'
import { keepPace } from '../../src/evidence/cpu-budget.ts'

function setUp() {
  let t = 0
  const pace = keepPace(() => t)
  const take = (ms: number) => (): void => void (t += ms)
  return { pace, take, pass: (ms: number) => void (t += ms) }
}

test('the first time it is due at once', () => {
  expect(setUp().pace.isDue(1000, 0.01)).toBe(true)
})

test('what costs little is due at its gap, from beginning to beginning', () => {
  const { pace, take, pass } = setUp()
  pace.spend(take(2))
  pass(97)
  expect(pace.isDue(100, 0.1)).toBe(false)
  pass(1)
  expect(pace.isDue(100, 0.1)).toBe(true)
})

test('what costs much waits until it has been made up for', () => {
  const { pace, take, pass } = setUp()
  pace.spend(take(50))
  pass(449)
  expect(pace.isDue(100, 0.1)).toBe(false)
  pass(1)
  expect(pace.isDue(100, 0.1)).toBe(true)
})

test('one go that was held up does not count, three in a row do', () => {
  const { pace, take, pass } = setUp()
  for (const ms of [2, 80, 90]) {
    pace.spend(take(ms))
    pass(98)
    expect(pace.isDue(100, 0.1)).toBe(true)
  }
  pace.spend(take(100))
  pass(98)
  expect(pace.isDue(100, 0.1)).toBe(false)
  pass(622)
  expect(pace.isDue(100, 0.1)).toBe(true)
})

test('it is due at the latest after so long, whatever it costs', () => {
  const { pace, take, pass } = setUp()
  pace.spend(take(500))
  pass(999)
  expect(pace.isDue(100, 0.1, 1000)).toBe(false)
  pass(1)
  expect(pace.isDue(100, 0.1, 1000)).toBe(true)
})

test('work in pieces goes on until its time is over, and costs what all of it took', () => {
  const { pace, pass } = setUp()
  let left = 20
  const work: Iterator<void> = {
    next() {
      pass(1)
      left -= 1
      return left > 0 ? { done: false, value: undefined } : { done: true, value: undefined }
    },
  }
  expect(pace.spendSome(work, 12)).toBe(false)
  expect(left).toBe(8)
  pass(10)
  expect(pace.spendSome(work, 12)).toBe(true)
  expect(left).toBe(0)
  // 20 were spent, which are a tenth of 200.
  pass(179)
  expect(pace.isDue(0, 0.1)).toBe(false)
  pass(1)
  expect(pace.isDue(0, 0.1)).toBe(true)
})

test('some pieces are done each time, even if the first one takes all of the time', () => {
  const { pace, pass } = setUp()
  const pieces = Array.from({ length: 20 }, (_, i) => i)
  const left = pieces.values()
  const work: Iterator<void> = {
    next() {
      pass(50)
      return left.next().done === true ? { done: true, value: undefined } : { done: false, value: undefined }
    },
  }
  expect(pace.spendSome(work, 5)).toBe(false)
  expect([...left]).toEqual(pieces.slice(8))
})
