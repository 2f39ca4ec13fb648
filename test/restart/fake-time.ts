import type { StepContext } from '../../src/restart/context.ts'

interface Sleeper {
  at: number
  wake: () => void
}

export interface FakeTime {
  now: () => number
  context: Pick<StepContext, 'clock' | 'sleep'>
}

/**
 * A clock that stands still while anybody works and, once all sleep, jumps to the moment at which the first one wakes; of
 * those that wake together, the one that fell asleep first.
 */
export function fakeTime(): FakeTime {
  let time = 0
  const sleepers: Sleeper[] = []
  const wakeNext = (): void => {
    const next = sleepers.toSorted((a, b) => a.at - b.at)[0]
    if (next === undefined) return
    sleepers.splice(sleepers.indexOf(next), 1)
    time = next.at
    next.wake()
  }
  const sleep = (ms: number, abort: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (): void => reject(abort.reason)
      if (abort.aborted) return end()
      abort.addEventListener('abort', end, { once: true })
      const wake = (): void => {
        abort.removeEventListener('abort', end)
        resolve()
      }
      sleepers.push({ at: time + ms, wake })
      setImmediate(wakeNext)
      return undefined
    })
  return { now: () => time, context: { clock: { origin: 0n, now: () => time }, sleep } }
}
