import type { SeenAnswer } from './answer.ts'
import type { Attempt } from './attempt.ts'
import type { RunEvent } from './event.ts'
import type { ScheduleCount } from './harness.ts'
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
  /** @param answer what came, of one that was answered well */
  settle(attempt: Attempt, answer?: SeenAnswer): void
  /**
   * The same of many that ended in the queue at one time and in one way, none of them sent: a long queue ends at once.
   * @param attempt one of them
   * @param dues when each of them was due, in order
   */
  settleUnsent(attempt: Attempt, dues: readonly number[]): void
}

export interface OkAnswer extends SeenAnswer {
  due: number
  /** When its request was sent; where it is not given, when it was due. */
  sent?: number
  end: number
  generation: string | undefined
  /** Whether its connection was opened for this request, so that it was the first answer on it. */
  newConnection: boolean
}

/** A recorder as the life of its thread uses it. */
export interface ThreadRecorder extends Recorder {
  /** Attempts due before `t` are of the warm-up. To be set before the first attempt; without it all are measured. */
  measureFrom(t: number): void
  /** Posts the attempts and lifelines recorded so far and the slots that have ended, in order. To be called at least once per slot. */
  flush(): void
  /** Takes out how punctual the arrivals of each schedule were since the last time. */
  takeSchedules(): ScheduleCount[]
  /** Posts all the rest, then the total of each traffic. Nothing may be recorded afterwards. */
  close(): void
}
