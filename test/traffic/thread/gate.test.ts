import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createGate } from '../../../src/traffic/thread/gate.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** So many come to a gate of two places, where a second is patience enough; `passed` says who got in. */
async function crowd(size: number) {
  const gate = createGate(2, 1_000)
  const passed: number[] = []
  const leave: (() => void)[] = []
  for (let i = 0; i < size; i += 1) {
    void gate.enter().then((done) => {
      passed.push(i)
      leave[i] = done
    })
  }
  await vi.advanceTimersByTimeAsync(0)
  return { gate, passed, leave }
}

test('lets so many in at a time, in their order', async () => {
  const { passed, leave } = await crowd(5)
  expect(passed).toEqual([0, 1])
  leave[1]?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(passed).toEqual([0, 1, 2])
  leave[0]?.()
  leave[2]?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(passed).toEqual([0, 1, 2, 3, 4])
})

test('waits no longer than its patience for those who are in, and does not count their leaving twice', async () => {
  const { passed, leave } = await crowd(6)
  await vi.advanceTimersByTimeAsync(999)
  expect(passed).toEqual([0, 1])
  await vi.advanceTimersByTimeAsync(1)
  expect(passed).toEqual([0, 1, 2, 3])
  leave[0]?.()
  leave[0]?.()
  leave[1]?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(passed).toEqual([0, 1, 2, 3])
})

test('that is opened lets everybody in', async () => {
  const { gate, passed } = await crowd(4)
  gate.open()
  await vi.advanceTimersByTimeAsync(0)
  expect(passed).toEqual([0, 1, 2, 3])
  let late = false
  void gate.enter().then(() => {
    late = true
  })
  await vi.advanceTimersByTimeAsync(0)
  expect(late).toBe(true)
})
