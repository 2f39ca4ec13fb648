import { setMaxListeners } from 'node:events'
import { setImmediate as readArrived } from 'node:timers/promises'
import { onAbort } from '../../model/abort.ts'
import type { Clock } from '../../model/clock.ts'
import type { TrafficRecorder } from '../../model/recorder.ts'
import type { Exposure } from './exposure.ts'

/** A probe's time: it runs, then what is in flight has its grace period, then it is over. */
export interface Lifetime {
  /** Aborted when traffic stops: nothing new begins. */
  running: AbortSignal
  /** Aborted when the grace period has passed: what is still in flight is `unfinished`. */
  grace: AbortSignal
  /** Work begins that has to finish before the probe has ended. */
  begin(): void
  finish(): void
  /** The same, of work that is a promise. */
  track(work: Promise<void>): void
  /** The user waits for the end: what was not answered in so short a time is no sign of anything. */
  hurried(): boolean
  /**
   * Ends the time; resolves when all work has ended: after the grace period at the most, `hurried` after HURRIED_MS, and a moment. May be
   * called again, to be hurried.
   */
  end(period: GracePeriod, hurried?: boolean): Promise<void>
}

/** How long what is in flight may take once traffic has stopped. */
export interface GracePeriod {
  graceMs: number
  /** What was in flight at a restart has all of its own time limit; absent where no restart comes. */
  exposure?: Pick<Exposure, 'over'>
}

/** Grace for what is in flight where a person waits for the end, milliseconds. */
export const HURRIED_MS = 500

export function createLifetime(): Lifetime {
  const stop = new AbortController()
  const over = new AbortController()
  // Counted, not kept: a Set of thousands a second is work for the garbage collector (see abort.ts).
  let works = 0
  const whenDone: (() => void)[] = []
  let inHurry = false
  // One listener for each request in flight.
  setMaxListeners(0, stop.signal, over.signal)
  function begin(): void {
    works += 1
  }
  function finish(): void {
    works -= 1
    if (works === 0 && whenDone.length > 0) for (const done of whenDone.splice(0)) done()
  }

  return {
    running: stop.signal,
    grace: over.signal,
    begin,
    finish,
    track(work) {
      begin()
      // Work that fails ends the process: no one handles its rejection.
      void work.then(finish)
    },
    hurried: () => inHurry,
    async end({ graceMs, exposure }, hurried = false) {
      inHurry ||= hurried
      stop.abort()
      const timer = hurried
        ? setTimeout(() => over.abort(), Math.min(graceMs, HURRIED_MS))
        : setTimeout(() => void (exposure?.over() ?? Promise.resolve()).then(() => over.abort()), graceMs)
      if (works > 0) await new Promise<void>((resolve) => whenDone.push(resolve))
      clearTimeout(timer)
    },
  }
}

/** The recorder of a traffic each of whose attempts is work until it has its outcome. */
export function trackAttempts(recorder: TrafficRecorder, { begin, finish }: Lifetime): TrafficRecorder {
  return {
    begin(lateMs) {
      begin()
      recorder.begin(lateMs)
    },
    ok(answer) {
      recorder.ok(answer)
      finish()
    },
    settle(attempt, answer) {
      recorder.settle(attempt, answer)
      finish()
    },
    settleUnsent(attempt, dues) {
      recorder.settleUnsent(attempt, dues)
      for (let i = 0; i < dues.length; i += 1) finish()
    },
  }
}

/**
 * A timer that fires later than this first lets the event loop read what has arrived: timers come before that, and a
 * request must not go out on a connection whose FIN has long been there, milliseconds.
 */
export const OVERSLEPT_MS = 10

/** Waits until `time` on the run's clock; false where the signal came first. Never returns true early. */
export async function sleepUntil(clock: Clock, time: number, signal: AbortSignal): Promise<boolean> {
  // A timer may fire a fraction of a millisecond before its time.
  while (!signal.aborted && clock.now() < time) await sleep(time - clock.now(), signal)
  if (clock.now() - time > OVERSLEPT_MS) await readArrived()
  return !signal.aborted
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      takeBack()
      resolve()
    }
    const timer = setTimeout(wake, ms)
    const takeBack = onAbort(signal, wake)
  })
}
