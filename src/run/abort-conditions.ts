import type { Clock } from '../model/clock.ts'
import type { Target } from '../model/target.ts'
import type { RunRecord } from './record.ts'
import type { Traffic } from './traffic.ts'

/** What ends a run before its time. */
export interface AbortConditions {
  /** Fires when the run is to end now. */
  signal: AbortSignal
  /** Whether it was the user who ended it. */
  interrupted(): boolean
  /** From now on the death of the target, or a crash of the traffic, ends the run too. */
  watchTarget(target: Target): void
  watchTraffic(traffic: Traffic): void
}

/** Watches for an early end, and puts the reason on the record. */
export function watchAbortConditions(record: RunRecord, clock: Clock, interrupt: AbortSignal): AbortConditions {
  const early = new AbortController()
  const end = (code: string, { message }: Error) => {
    if (early.signal.aborted) return
    record.event({ t: clock.now(), kind: 'trouble', code, message })
    early.abort()
  }
  void record.failed.then((error) => end('journal-failed', error))
  return {
    signal: AbortSignal.any([early.signal, interrupt]),
    interrupted: () => interrupt.aborted,
    watchTarget(target) {
      void target.died.then((death) => {
        if (early.signal.aborted) return
        record.event({ t: clock.now(), kind: 'target-died', ...death })
        early.abort()
      })
    },
    watchTraffic: (traffic) => void traffic.failed.catch((error: Error) => end('traffic-crashed', error)),
  }
}
