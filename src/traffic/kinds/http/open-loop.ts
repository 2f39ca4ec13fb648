import type { Clock } from '../../../model/clock.ts'
import type { TrafficRecorder } from '../../../model/recorder.ts'
import { classify, type Ending } from '../../../net/classify.ts'
import { describeOverdue } from '../../../net/deadline.ts'
import type { StallWatch } from '../../../net/stall.ts'
import { neverSent } from '../../exchange/exchange.ts'
import { BEHIND_MS, dueAt, type Pacer, pacerFor } from '../../thread/schedule.ts'
import { settleAttempt } from '../../thread/settle.ts'
import type { ThrottledEvent } from '../../thread/throttled-event.ts'
import { createFifo } from './fifo.ts'
import { createIdleUsers } from './idle-users.ts'
import type { Loop } from './loop.ts'
import type { Arrival, PreparedRequest } from './prepared-request.ts'
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
  const { clock, attempts, pick, timeoutMs, behind } = options
  const idle = createIdleUsers(clock, serve)
  const waiting = createFifo<Arrival>()
  for (const user of options.users) idle.push(user)
  let pace: Pacer | undefined
  let arrivals = 0
  let timer: NodeJS.Timeout | undefined

  function wait(): void {
    if (pace === undefined || timer !== undefined) return
    timer = setTimeout(wake, Math.max(1, Math.floor(dueAt(pace, arrivals) - clock.now())))
  }

  function wake(): void {
    timer = undefined
    idle.lookFromTimer()
  }

  function serve(): void {
    admit(clock.now())
    wait()
    sendWaiting()
  }

  /** Begins what is due: from here on it is on the attempts. */
  function admit(now: number): void {
    if (pace === undefined) return
    for (let due = dueAt(pace, arrivals); due <= now; due = dueAt(pace, arrivals)) {
      attempts.begin(now - due)
      if (now - due > BEHIND_MS && idle.size > waiting.size) behind.add(now - due)
      waiting.push({ due, request: pick() })
      arrivals += 1
    }
  }

  function sendWaiting(): void {
    for (let next = waiting.peek(); next !== undefined; next = waiting.peek()) {
      const user = idle.take()
      if (user === undefined) break
      waiting.shift()
      user.take(next, idle.lookedAt)
    }
    if (waiting.size > 0 && idle.size > 0) idle.look()
  }

  function endWaiting({ due, request: { spec: request } }: Arrival, { by }: Ending, end: number): void {
    const exchange = neverSent({ ...classify({ by, phase: 'queue', bytesRead: 0 }), connected: false }, end)
    settleAttempt(attempts, { traffic: options.traffic, request, due, connection: 0, exchange })
  }

  return {
    start(at) {
      pace = pacerFor(at, options.rate)
      wait()
    },
    free(user) {
      idle.push(user)
      if (waiting.size > 0) idle.look()
    },
    stop() {
      clearTimeout(timer)
      // What has become due in a pause is due all the same.
      admit(clock.now())
      pace = undefined
      idle.look()
    },
    sweep(now) {
      for (let head = waiting.peek(); head !== undefined && now - head.due > timeoutMs; head = waiting.peek()) {
        waiting.shift()
        endWaiting(head, describeOverdue(options, { due: head.due, timeoutMs }), now)
      }
      behind.emit(now)
    },
    abandon() {
      const now = clock.now()
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        endWaiting(next, { by: 'abandoned' }, now)
      behind.emit(now, true)
    },
  }
}
