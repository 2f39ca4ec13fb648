import type { Clock } from '../../model/clock.ts'

/** What can be kept waiting. */
export interface Pausable {
  pause(): unknown
  resume(): unknown
}

export interface SlowReading {
  /** So many bytes have been read: the stream waits for as long as they should have taken. */
  take(bytes: number): void
  /** When a byte was last read or waited for by choice, on the run's clock; now, while the stream is paused. */
  progress(): number
  close(): void
}

/**
 * Reads `stream` at `bytesPerSecond`. While it is paused its socket is not read, so that its window closes and the server
 * feels it. Time that the server let pass is not made up for.
 */
export function readSlowly(stream: Pausable, bytesPerSecond: number, clock: Clock): SlowReading {
  let ready = clock.now()
  let timer: NodeJS.Timeout | undefined

  function resume(): void {
    timer = undefined
    const early = ready - clock.now()
    if (early > 0) timer = setTimeout(resume, early)
    else stream.resume()
  }

  return {
    take(bytes) {
      ready = Math.max(ready, clock.now()) + (bytes * 1_000) / bytesPerSecond
      stream.pause()
      timer ??= setTimeout(resume, ready - clock.now())
    },
    progress: () => (timer === undefined ? ready : clock.now()),
    close: () => clearTimeout(timer),
  }
}
