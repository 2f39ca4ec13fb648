import type { Attempt } from '../model/attempt.ts'
import type { Clock } from '../model/clock.ts'
import { type BrokenOff, classify } from '../probes/exchange/classify.ts'
import type { StallWatch } from '../probes/exchange/stall.ts'
import { OVERSLEPT_MS } from '../probes/pacing/lifetime.ts'
import { dueAt, type Pace, paceOf } from '../probes/pacing/pace.ts'
import type { Account } from './account.ts'
import type { PreparedRequest } from './answer.ts'
import type { Arrival } from './arrival.ts'
import type { Digest } from './digest.ts'
import { createFifo } from './fifo.ts'
import type { Line } from './line.ts'
import type { Loop } from './loop.ts'

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
  const free = createFifo<Line>()
  const waiting = createFifo<Arrival>()
  for (const line of options.lines) free.push(line)
  let pace: Pace | undefined
  let arrivals = 0
  let timer: NodeJS.Timeout | undefined
  let reading: NodeJS.Immediate | undefined

  function tick(schedule: Pace): void {
    if (clock.now() - dueAt(schedule, arrivals) > OVERSLEPT_MS) reading = setImmediate(serveDue, schedule)
    else serveDue(schedule)
  }

  function serveDue(schedule: Pace): void {
    const now = clock.now()
    let due = dueAt(schedule, arrivals)
    while (due <= now) {
      arrive(due, now)
      arrivals += 1
      due = dueAt(schedule, arrivals)
    }
    timer = setTimeout(tick, Math.max(1, Math.floor(due - now)), schedule)
  }

  function arrive(due: number, now: number): void {
    account.begin(now - due)
    const arrival = { due, request: pick() }
    const line = free.shift()
    if (line === undefined) return waiting.push(arrival)
    if (now - due > BEHIND_MS) behind.add(now - due)
    line.take(arrival)
  }

  function endWaiting(arrival: Arrival, by: BrokenOff['by'], end: number): void {
    // Never retried: nothing was sent.
    void account.fail(describeWaiting(options.traffic, arrival, by, end), arrival.request.spec)
  }

  return {
    start(at) {
      pace = paceOf(at, options.rate)
      timer = setTimeout(tick, Math.max(1, at - clock.now()), pace)
    },
    free(line) {
      const next = waiting.shift()
      if (next === undefined) free.push(line)
      else line.take(next)
    },
    stop() {
      clearTimeout(timer)
      clearImmediate(reading)
    },
    sweep(now) {
      for (let head = waiting.peek(); head !== undefined && now - head.due > timeoutMs; head = waiting.peek()) {
        waiting.shift()
        endWaiting(head, options.stalls.stalledSince(head.due) ? 'stall' : 'deadline', now)
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
