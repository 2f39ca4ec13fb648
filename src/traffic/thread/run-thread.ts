import type { Clock } from '../../model/clock.ts'
import { BUCKET_MS, type ThreadEntry } from '../../model/entry.ts'
import type { ThreadRecorder } from '../../model/recorder.ts'
import type { FromWorker, RestartPhase, ToWorker } from '../../model/worker.ts'
import { SAMPLE_MS } from './load-watch.ts'

/** Something in a traffic thread that sends one traffic of the plan. */
export interface Driver {
  /** Begins to send at `at` on the run's clock. */
  start(at: number): void
  /** A restart begins, has brought a new generation, or has settled. */
  restart?(phase: RestartPhase): void
  /**
   * No new attempts; resolves when every attempt is on the account. `hurried`: soon, whatever the grace period; also of one that has
   * been stopped already.
   */
  stop(hurried?: boolean): Promise<void>
}

/** The thread's end of its port to the main thread, see worker_threads. */
export interface ThreadPort {
  postMessage(message: FromWorker): void
  on(event: 'message', listener: (message: ToWorker) => void): unknown
  close(): void
}

export interface ThreadParts {
  port: ThreadPort
  clock: Clock
  recorder: ThreadRecorder
  drivers: Driver[]
  /** The load of the thread since the last time. */
  sample: () => ThreadEntry
}

/**
 * What all traffic threads do: say `ready`, obey, post what was recorded several times per slot, and end when stopped. Failures of a
 * driver end the thread with an error.
 */
export function runThread({ port, clock, recorder, drivers, sample }: ThreadParts): void {
  const timers: NodeJS.Timeout[] = []
  let stopping = false
  const emitSample = () => port.postMessage({ type: 'entries', entries: [sample()] })

  /** From the first measured request on, so that the warm-up has a sample of its own. */
  function emitRegularly(): void {
    emitSample()
    if (!stopping) timers.push(setInterval(emitSample, SAMPLE_MS))
  }

  function start({ at, measureFrom }: Extract<ToWorker, { type: 'start' }>): void {
    recorder.measureFrom(measureFrom)
    for (const driver of drivers) driver.start(at)
    timers.push(
      setInterval(() => recorder.flush(), BUCKET_MS / 2),
      setTimeout(emitRegularly, measureFrom - clock.now()),
    )
  }

  async function stop(hurried: boolean): Promise<void> {
    const stopped = Promise.all(drivers.map((driver) => driver.stop(hurried)))
    if (stopping) return
    stopping = true
    emitSample()
    await stopped
    for (const timer of timers) clearInterval(timer)
    recorder.close()
    port.postMessage({ type: 'done' })
    port.close()
  }

  port.on('message', (message) => {
    if (message.type === 'start') start(message)
    else if (message.type === 'restart') for (const driver of drivers) driver.restart?.(message.phase)
    else void stop(message.hurried)
  })
  port.postMessage({ type: 'ready' })
}
