import { poll, realTime } from '../../src/model/poll.ts'

/** Asks again and again until the answer is yes, or the time is over. Resolves to whether it was yes. */
export function waitUntil(ask: () => boolean | Promise<boolean>, withinMs: number, everyMs = 25): Promise<boolean> {
  return poll(realTime(), withinMs, ask, everyMs)
}
