import type { Clock } from '../../../model/clock.ts'
import type { Account } from './account.ts'
import type { PreparedRequest } from './answer.ts'
import { createIdleLines } from './idle-users.ts'
import type { Loop } from './loop.ts'
import type { Line } from './virtual-user.ts'

/**
 * How long a line waits after an attempt on a connection that never answered anything: refused, not verified, or closed at
 * once. Without it a target that is down would get attempts as fast as it can refuse them.
 */
export const PAUSE_MS = 50

/** Each line sends its next request as soon as the one before has ended, and its connection been looked at once more. */
export function createClosedLoop(options: {
  clock: Clock
  account: Account
  lines: readonly Line[]
  pick: () => PreparedRequest
}): Loop {
  const { clock, account, lines, pick } = options
  const idle = createIdleLines(clock, sendAll)
  const timers = new Set<NodeJS.Timeout>()
  let stopped = false

  function rest(line: Line): void {
    idle.push(line)
    idle.look()
  }

  function sendAll(): void {
    if (stopped) return
    for (let line = idle.take(); line !== undefined; line = idle.take()) send(line)
    if (idle.size > 0) idle.look()
  }

  function send(line: Line): void {
    account.begin()
    line.take({ due: clock.now(), request: pick() }, idle.lookedAt)
  }

  function after(ms: number, task: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      task()
    }, ms)
    timers.add(timer)
  }

  return {
    start(at) {
      after(Math.max(0, at - clock.now()), () => lines.forEach(rest))
    },
    free(line, unanswered) {
      if (stopped) return
      if (unanswered) after(PAUSE_MS, () => rest(line))
      else rest(line)
    },
    stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
    },
    // Nothing waits in a closed loop: an attempt begins when its line is free.
    sweep() {},
    abandon() {},
  }
}
