import { EXIT } from '../model/exit-codes.ts'

/**
 * Fires at the first Ctrl-C, SIGTERM or hang-up, so that a run can end in order. The second one ends the program on the
 * spot; the guard then clears away what is left of the target.
 */
export function onInterrupt(): AbortSignal {
  const interrupt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (interrupt.signal.aborted) {
        process.stderr.write('\nquit without writing a report; `hitless report FOLDER` makes one from the journal\n')
        process.exit(EXIT.interrupted)
      }
      process.stderr.write(
        '\nInterrupted: waiting 0.5 s for in-flight requests, then stopping the target. Press Ctrl-C again to quit now.\n',
      )
      interrupt.abort()
    })
  }
  return interrupt.signal
}
