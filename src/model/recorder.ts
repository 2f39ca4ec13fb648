import type { Attempt } from './attempt.ts'
import type { RunEvent } from './event.ts'
import type { Lifeline } from './lifeline.ts'

/** Where a traffic thread puts what it saw. One per thread; ledger/record.ts is the real one. */
export interface Recorder {
  /** The account of one traffic of the plan. Throws on a name that the plan does not have. */
  traffic(name: string): TrafficRecorder
  event(event: RunEvent): void
  lifeline(lifeline: Lifeline): void
}

/**
 * The account of one traffic. Every attempt is begun once, when it becomes due, and settled once, when it ends: with `ok`
 * for a good first answer, with `settle` for everything else, retried attempts that ended well included.
 */
export interface TrafficRecorder {
  /** @param lateMs how much later than due it was begun, of an attempt that was due at a time; milliseconds */
  begin(lateMs?: number): void
  ok(answer: OkAnswer): void
  settle(attempt: Attempt): void
}

export interface OkAnswer {
  due: number
  end: number
  generation: string | undefined
  /** Whether its connection was opened for this request, so that it was the first answer on it. */
  newConnection: boolean
  /** The status of an HTTP response. */
  status?: number
}
