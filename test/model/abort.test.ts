import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { createDeadline, onAbort } from '../../src/model/abort.ts'

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

function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(String(signal.reason)), { once: true }),
  )
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

describe('a deadline', () => {
  test('comes although memory is collected meanwhile and nobody holds it', async () => {
    const over = aborted(createDeadline(new AbortController().signal, 60).signal)
    setTimeout(collectGarbage, 10)
    setTimeout(collectGarbage, 30)
    expect(await over).toBe('TimeoutError: not over within 0.06 s')
  })

  test('comes with the signal that it was made for, and not once it was closed', async () => {
    const controller = new AbortController()
    const [kept, closed] = [createDeadline(controller.signal, 60_000), createDeadline(controller.signal, 1)]
    closed.close()
    await new Promise((resolve) => setTimeout(resolve, 10))
    controller.abort(new Error('stop'))
    expect([kept.signal.aborted, kept.signal.reason]).toEqual([true, new Error('stop')])
    expect(closed.signal.aborted).toBe(false)
    kept.close()
  })
})
