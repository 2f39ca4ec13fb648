import { expect, test } from 'vitest'
import { keepPace } from '../../src/evidence/pace.ts'

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

test('work in pieces goes on until its time is over, and costs what all of it took', () => {
  const { pace, pass } = setUp()
  let pieces = 0
  function* work(): Generator<void, void, void> {
    for (; pieces < 5; pieces += 1) {
      pass(2)
      yield
    }
  }
  const underWay = work()
  expect(pace.spendSome(underWay, 5)).toBe(false)
  expect(pieces).toBe(2)
  pass(10)
  expect(pace.spendSome(underWay, 5)).toBe(true)
  expect(pieces).toBe(5)
  pass(89)
  expect(pace.isDue(0, 0.1)).toBe(false)
  pass(1)
  expect(pace.isDue(0, 0.1)).toBe(true)
})
