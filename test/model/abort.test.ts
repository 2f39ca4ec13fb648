import { expect, test } from 'vitest'
import { onAbort } from '../../src/model/abort.ts'

test('everybody who waits for a signal hears of it once, in order, but for those who took it back', () => {
  const controller = new AbortController()
  const heard: string[] = []
  const hear = (name: string) => () => heard.push(name)
  onAbort(controller.signal, hear('first'))
  const takeBack = onAbort(controller.signal, hear('second'))
  const again = hear('third')
  onAbort(controller.signal, again)
  onAbort(controller.signal, again)
  takeBack()
  controller.abort()
  controller.abort()
  expect(heard).toEqual(['first', 'third', 'third'])
})

test('one who is told may take back another', () => {
  const controller = new AbortController()
  const heard: string[] = []
  const others: (() => void)[] = []
  onAbort(controller.signal, () => others.forEach((takeBack) => takeBack()))
  others.push(onAbort(controller.signal, () => heard.push('other')))
  controller.abort()
  expect(heard).toEqual([])
})

test('one who waits for a signal that was aborted before hears of it soon, unless that is taken back', async () => {
  const controller = new AbortController()
  controller.abort()
  const heard: string[] = []
  onAbort(controller.signal, () => heard.push('late'))
  onAbort(controller.signal, () => heard.push('taken back'))()
  expect(heard).toEqual([])
  await Promise.resolve()
  expect(heard).toEqual(['late'])
})
