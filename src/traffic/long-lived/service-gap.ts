import type { Lifeline } from '../../model/lifeline.ts'
import type { Recorder } from '../../model/recorder.ts'

/** The lifelines of one user, one after the other. Each is recorded once: when its end is fully known. */
export interface ServiceGap {
  /** The connection in use gave service at `at`, on the run's clock. */
  served(at: number): void
  ended(lifeline: Lifeline): void
  /** No more will come. */
  close(): void
}

/**
 * Keeps the end of a lifeline until its user is served again, for the time in between. A successor that ended before it gave any
 * service lies within that time, and has none of its own.
 */
export function createServiceGap(recorder: Pick<Recorder, 'lifeline'>): ServiceGap {
  let waiting: Lifeline | undefined
  return {
    served(at) {
      if (waiting !== undefined) recorder.lifeline({ ...waiting, withoutServiceMs: at - waiting.closed })
      waiting = undefined
    },
    ended(lifeline) {
      if (lifeline.end === 'kept' || waiting !== undefined) recorder.lifeline(lifeline)
      else waiting = lifeline
    },
    close() {
      if (waiting !== undefined) recorder.lifeline(waiting)
      waiting = undefined
    },
  }
}
