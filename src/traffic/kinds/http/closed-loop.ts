import type { Clock } from '../../../model/clock.ts'
import type { TrafficRecorder } from '../../../model/recorder.ts'
import { createIdleUsers } from './idle-users.ts'
import type { Loop } from './loop.ts'
import type { PreparedRequest } from './prepared-request.ts'
import type { VirtualUser } from './virtual-user.ts'

/**
 * How long a user waits after an attempt on a connection that never answered anything: refused, not verified, or closed at
 * once. Without it a target that is down would get attempts as fast as it can refuse them.
 */
export const PAUSE_MS = 50

/** Each user sends its next request as soon as the one before has ended, and its connection has been looked at again. */
export function createClosedLoop(options: {
  clock: Clock
  attempts: TrafficRecorder
  users: readonly VirtualUser[]
  pick: () => PreparedRequest
}): Loop {
  const { clock, attempts, users, pick } = options
  const idle = createIdleUsers(clock, sendAll)
  const timers = new Set<NodeJS.Timeout>()
  let stopped = false

  function rest(user: VirtualUser): void {
    idle.push(user)
    idle.look()
  }

  function sendAll(): void {
    if (stopped) return
    for (let user = idle.take(); user !== undefined; user = idle.take()) send(user)
    if (idle.size > 0) idle.look()
  }

  function send(user: VirtualUser): void {
    attempts.begin()
    user.take({ due: clock.now(), request: pick() }, idle.lookedAt)
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
      after(Math.max(0, at - clock.now()), () => users.forEach(rest))
    },
    free(user, unanswered) {
      if (stopped) return
      if (unanswered) after(PAUSE_MS, () => rest(user))
      else rest(user)
    },
    stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
    },
    // Nothing waits in a closed loop: an attempt begins when its user is free.
    sweep() {},
    abandon() {},
  }
}
