import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { limitTime } from '../../src/model/time-limit.ts'

function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(String(signal.reason)), { once: true }),
  )
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

describe('a time limit', () => {
  test('fires although garbage is collected in the meantime and nothing references it', async () => {
    const over = aborted(limitTime(new AbortController().signal, 60).signal)
    setTimeout(collectGarbage, 10)
    setTimeout(collectGarbage, 30)
    expect(await over).toBe('TimeoutError: not over within 0.06 s')
  })

  test('comes with the signal that it was made for, and not once it was closed', async () => {
    const controller = new AbortController()
    const [kept, closed] = [limitTime(controller.signal, 60_000), limitTime(controller.signal, 1)]
    closed.close()
    await new Promise((resolve) => setTimeout(resolve, 10))
    controller.abort(new Error('stop'))
    expect([kept.signal.aborted, kept.signal.reason]).toEqual([true, new Error('stop')])
    expect(closed.signal.aborted).toBe(false)
    kept.close()
  })
})
