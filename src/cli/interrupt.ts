import { EXIT } from '../model/exit-codes.ts'

/**
 * Fires at the first Ctrl-C, SIGTERM or hang-up, so that a run can end in order. The second one ends the program on the
 * spot; the guard then clears away what is left of the target.
 */
export function onInterrupt(): AbortSignal {
  const interrupt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (interrupt.signal.aborted) process.exit(EXIT.interrupted)
      process.stderr.write('\ninterrupted: ending the traffic and the target; once more to end at once\n')
      interrupt.abort()
    })
  }
  return interrupt.signal
}
