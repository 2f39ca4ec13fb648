import { expect, test } from 'vitest'
import { createCpuBudget } from '../../src/evidence/cpu-budget.ts'

function setUp() {
  let t = 0
  const budget = createCpuBudget(() => t)
  const take = (ms: number) => (): void => void (t += ms)
  return { budget, take, pass: (ms: number) => void (t += ms) }
}

test('the first time it is due at once', () => {
  expect(setUp().budget.isDue(1000, 0.01)).toBe(true)
})

test('what costs little is due at its gap, from beginning to beginning', () => {
  const { budget, take, pass } = setUp()
  budget.spend(take(2))
  pass(97)
  expect(budget.isDue(100, 0.1)).toBe(false)
  pass(1)
  expect(budget.isDue(100, 0.1)).toBe(true)
})

test('what costs much waits until it has been made up for', () => {
  const { budget, take, pass } = setUp()
  budget.spend(take(50))
  pass(449)
  expect(budget.isDue(100, 0.1)).toBe(false)
  pass(1)
  expect(budget.isDue(100, 0.1)).toBe(true)
})

test('one go that was held up does not count, three in a row do', () => {
  const { budget, take, pass } = setUp()
  for (const ms of [2, 80, 90]) {
    budget.spend(take(ms))
    pass(98)
    expect(budget.isDue(100, 0.1)).toBe(true)
  }
  budget.spend(take(100))
  pass(98)
  expect(budget.isDue(100, 0.1)).toBe(false)
  pass(622)
  expect(budget.isDue(100, 0.1)).toBe(true)
})

test('it is due at the latest after so long, whatever it costs', () => {
  const { budget, take, pass } = setUp()
  budget.spend(take(500))
  pass(999)
  expect(budget.isDue(100, 0.1, 1000)).toBe(false)
  pass(1)
  expect(budget.isDue(100, 0.1, 1000)).toBe(true)
})

test('work in pieces goes on until its time is over, and costs what all of it took', () => {
  const { budget, pass } = setUp()
  let left = 20
  const work: Iterator<void> = {
    next() {
      pass(1)
      left -= 1
      return left > 0 ? { done: false, value: undefined } : { done: true, value: undefined }
    },
  }
  expect(budget.spendSome(work, 12)).toBe(false)
  expect(left).toBe(8)
  pass(10)
  expect(budget.spendSome(work, 12)).toBe(true)
  expect(left).toBe(0)
  // 20 were spent, which are a tenth of 200.
  pass(179)
  expect(budget.isDue(0, 0.1)).toBe(false)
  pass(1)
  expect(budget.isDue(0, 0.1)).toBe(true)
})

test('some pieces are done each time, even if the first one takes all of the time', () => {
  const { budget, pass } = setUp()
  const pieces = Array.from({ length: 20 }, (_, i) => i)
  const left = pieces.values()
  const work: Iterator<void> = {
    next() {
      pass(50)
      return left.next().done === true ? { done: true, value: undefined } : { done: false, value: undefined }
    },
  }
  expect(budget.spendSome(work, 5)).toBe(false)
  expect([...left]).toEqual(pieces.slice(8))
})
