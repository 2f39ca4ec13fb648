import { expect, test } from 'vitest'
import { onAbort } from '../../src/model/abort.ts'

test('every listener of a signal is called once, in order, except those that were removed', () => {
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

test('a listener may remove another one', () => {
  const controller = new AbortController()
  const heard: string[] = []
  const others: (() => void)[] = []
  onAbort(controller.signal, () => others.forEach((takeBack) => takeBack()))
  others.push(onAbort(controller.signal, () => heard.push('other')))
  controller.abort()
  expect(heard).toEqual([])
})

test('a listener added to an aborted signal is called soon, unless it is removed', async () => {
  const controller = new AbortController()
  controller.abort()
  const heard: string[] = []
  onAbort(controller.signal, () => heard.push('late'))
  onAbort(controller.signal, () => heard.push('taken back'))()
  expect(heard).toEqual([])
  await Promise.resolve()
  expect(heard).toEqual(['late'])
})
