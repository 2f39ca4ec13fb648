import { expect, test } from 'vitest'
import { poll } from '../../src/model/poll.ts'
import { fakeTime } from '../restart/fake-time.ts'

function waiting() {
  const { now, context } = fakeTime()
  return { now, waiting: { ...context, abort: new AbortController().signal } }
}

test('waits until there is an answer, which may be 0 or empty', async () => {
  const time = waiting()
  const answers = [undefined, false, 0]
  expect(await poll(time.waiting, 1000, () => answers.shift(), 20)).toBe(0)
  expect(time.now()).toBe(40)
  expect(await poll(time.waiting, 1000, () => '')).toBe('')
})

test('gives the last answer once its time is over, to the millisecond', async () => {
  const time = waiting()
  expect(await poll(time.waiting, 50, () => false, 20)).toBe(false)
  expect(time.now()).toBe(50)
  expect(await poll(time.waiting, 0, () => Promise.resolve(undefined))).toBeUndefined()
  expect(time.now()).toBe(50)
})

test('ends at once when it is aborted', async () => {
  const { context } = fakeTime()
  const controller = new AbortController()
  const polling = poll(
    { ...context, abort: controller.signal },
    1000,
    () => (controller.abort(new Error('stop')), undefined),
  )
  await expect(polling).rejects.toThrow('stop')
})
