import type { Attempt } from '../../../model/attempt.ts'
import type { Clock } from '../../../model/clock.ts'
import { type BrokenOff, classify } from '../../../net/classify.ts'
import type { StallWatch } from '../../../net/stall.ts'
import { dueAt, type Pace, paceOf } from '../../pacing/pace.ts'
import type { Account } from './account.ts'
import type { PreparedRequest } from './answer.ts'
import type { Arrival } from './arrival.ts'
import { createFifo } from './fifo.ts'
import { createIdleLines } from './idle-users.ts'
import type { Loop } from './loop.ts'
import type { Digest } from './throttled-event.ts'
import type { Line } from './virtual-user.ts'

/** An arrival that leaves later than this, although a line was free, was held up by the generator. */
const BEHIND_MS = 100

export interface OpenLoopOptions {
  clock: Clock
  account: Account
  lines: readonly Line[]
  pick: () => PreparedRequest
  /** Arrivals per second. */
  rate: number
  timeoutMs: number
  traffic: string
  stalls: Pick<StallWatch, 'stalledSince'>
  /** Is told how late an arrival was that the generator held up. */
  behind: Digest
}

/**
 * Arrivals on an even schedule, each to the line that has been free the longest, whether or not that has a connection: lines
 * are users, and a user whose connection is gone makes a new one. An arrival that finds no free line waits for one.
 */
export function createOpenLoop(options: OpenLoopOptions): Loop {
  const { clock, account, pick, timeoutMs, behind } = options
  const idle = createIdleLines(clock, serve)
  const waiting = createFifo<Arrival>()
  for (const line of options.lines) idle.push(line)
  let pace: Pace | undefined
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

  /** Begins what is due: from here on it is on the account. */
  function admit(now: number): void {
    if (pace === undefined) return
    for (let due = dueAt(pace, arrivals); due <= now; due = dueAt(pace, arrivals)) {
      account.begin(now - due)
      if (now - due > BEHIND_MS && idle.size > waiting.size) behind.add(now - due)
      waiting.push({ due, request: pick() })
      arrivals += 1
    }
  }

  function sendWaiting(): void {
    for (let next = waiting.peek(); next !== undefined; next = waiting.peek()) {
      const line = idle.take()
      if (line === undefined) break
      waiting.shift()
      line.take(next, idle.lookedAt)
    }
    if (waiting.size > 0 && idle.size > 0) idle.look()
  }

  function endWaiting(arrival: Arrival, by: BrokenOff['by'], end: number): void {
    // Never retried: nothing was sent.
    void account.fail(describeWaiting(options.traffic, arrival, by, end), arrival.request.spec)
  }

  return {
    start(at) {
      pace = paceOf(at, options.rate)
      wait()
    },
    free(line) {
      idle.push(line)
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
        endWaiting(head, options.stalls.stalledSince(head.due, timeoutMs) ? 'stall' : 'deadline', now)
      }
      behind.tell(now)
    },
    abandon() {
      const now = clock.now()
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) endWaiting(next, 'abandoned', now)
      behind.tell(now, true)
    },
  }
}

function describeWaiting(traffic: string, { due, request }: Arrival, by: BrokenOff['by'], end: number): Attempt {
  const { method, path } = request.spec
  return {
    ...classify({ by, phase: 'queue', bytesRead: 0 }),
    traffic,
    method,
    path,
    due,
    end,
    bytesWritten: 0,
    bytesRead: 0,
    connection: { id: 0, reused: false },
    retryable: false,
  }
}
