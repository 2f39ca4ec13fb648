import type { Clock } from '../../../model/clock.ts'
import type { TrafficRecorder } from '../../../model/recorder.ts'
import type { Ending } from '../../../net/classify.ts'
import { describeOverdue } from '../../../net/deadline.ts'
import type { StallWatch } from '../../../net/stall.ts'
import { BEHIND_MS, pacerFor } from '../../thread/schedule.ts'
import type { ThrottledEvent } from '../../thread/throttled-event.ts'
import { createBacklog } from './backlog.ts'
import { createIdleUsers } from './idle-users.ts'
import type { Loop } from './loop.ts'
import type { PreparedRequest } from './prepared-request.ts'
import { createUnsentGroups } from './unsent-groups.ts'
import type { VirtualUser } from './virtual-user.ts'

export interface OpenLoopOptions {
  clock: Clock
  attempts: TrafficRecorder
  users: readonly VirtualUser[]
  pick: () => PreparedRequest
  /** Arrivals per second. */
  rate: number
  timeoutMs: number
  traffic: string
  stalls: Pick<StallWatch, 'stalledSince'>
  /** Gathers how late arrivals were that the generator held up, although a user was free. */
  behind: ThrottledEvent
}

/**
 * Arrivals on an even schedule, each to the user that has been free the longest, whether or not that has a connection: a user
 * whose connection is gone makes a new one. An arrival that finds no free user waits for one.
 */
export function createOpenLoop(options: OpenLoopOptions): Loop {
  const { clock, attempts, timeoutMs, behind } = options
  const idle = createIdleUsers(clock, serve)
  for (const user of options.users) idle.push(user)
  const waiting = createBacklog(options.pick)
  let running = false
  let timer: NodeJS.Timeout | undefined

  function wait(): void {
    if (!running || timer !== undefined) return
    timer = setTimeout(wake, Math.max(1, Math.floor(waiting.nextDue - clock.now())))
  }

  function wake(): void {
    timer = undefined
    idle.lookFromTimer()
  }

  function serve(): void {
    if (running) admit(clock.now())
    wait()
    sendWaiting()
  }

  /** Begins what is due: from here on it is on the attempts. */
  function admit(now: number): void {
    for (let due = waiting.nextDue; due <= now; due = waiting.nextDue) {
      attempts.begin(now - due)
      if (now - due > BEHIND_MS && idle.size > waiting.size) behind.add(now - due)
      waiting.admit()
    }
  }

  function sendWaiting(): void {
    while (waiting.size > 0) {
      const user = idle.take()
      if (user === undefined) break
      user.take(waiting.shift(), idle.lookedAt)
    }
    if (waiting.size > 0 && idle.size > 0) idle.look()
  }

  /** Ends the waiting of those at the head that it is said of how, together: a queue of a million ends at once. */
  function endWaiting(end: number, endingOf: (due: number) => Ending | undefined): void {
    const groups = createUnsentGroups()
    while (waiting.size > 0) {
      const ending = endingOf(waiting.firstDue)
      if (ending === undefined) break
      groups.add(waiting.shift(), ending)
    }
    groups.settle(attempts, options.traffic, end)
  }

  return {
    start(at) {
      waiting.follow(pacerFor(at, options.rate))
      running = true
      wait()
    },
    free(user) {
      idle.push(user)
      if (waiting.size > 0) idle.look()
    },
    stop() {
      clearTimeout(timer)
      // What has become due in a pause is due all the same.
      if (running) admit(clock.now())
      running = false
      idle.look()
    },
    sweep(now) {
      endWaiting(now, (due) => (now - due > timeoutMs ? describeOverdue(options, { due, timeoutMs }) : undefined))
      behind.emit(now)
    },
    abandon() {
      const now = clock.now()
      endWaiting(now, () => ({ by: 'abandoned' }))
      behind.emit(now, true)
    },
  }
}
