import type { Clock } from '../../model/clock.ts'
import type { Recorder, TrafficRecorder } from '../../model/recorder.ts'

/** The attempts of one traffic that were in flight at a restart: what became of them is what the run is about. */
export interface Exposure {
  /** Records the traffic, and counts what is in flight. */
  recorder: Recorder
  /** A restart begins, or goes on: all that is in flight now is exposed to it. */
  onRestart(): void
  /** Resolves once none of them is in flight: each has its own time limit. */
  over(): Promise<void>
}

/** Counted, not kept: what was due until the last restart had settled, and has not ended. */
export function watchExposure(recorder: Recorder, clock: Clock): Exposure {
  const whenOver: (() => void)[] = []
  let account: TrafficRecorder | undefined
  let inFlight = 0
  let exposed = 0
  let until = Number.NEGATIVE_INFINITY

  function end(due: number): void {
    inFlight -= 1
    if (due > until) return
    exposed -= 1
    if (exposed === 0) for (const resolve of whenOver.splice(0)) resolve()
  }

  function watch({ begin, ok, settle, settleUnsent }: TrafficRecorder): TrafficRecorder {
    return {
      begin(lateMs) {
        inFlight += 1
        // It was due before, and the generator began it late.
        if (lateMs !== undefined && clock.now() - lateMs <= until) exposed += 1
        begin(lateMs)
      },
      ok(answer) {
        ok(answer)
        end(answer.due)
      },
      settle(attempt) {
        settle(attempt)
        end(attempt.due)
      },
      settleUnsent(attempt, dues) {
        settleUnsent(attempt, dues)
        for (const due of dues) end(due)
      },
    }
  }

  return {
    recorder: {
      traffic: (name) => (account ??= watch(recorder.traffic(name))),
      event: (event) => recorder.event(event),
      lifeline: (lifeline) => recorder.lifeline(lifeline),
    },
    onRestart() {
      exposed = inFlight
      until = clock.now()
    },
    over: () => (exposed === 0 ? Promise.resolve() : new Promise((resolve) => whenOver.push(resolve))),
  }
}
