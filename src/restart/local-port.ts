import type { RestartContext } from './context.ts'
import { POLL_MS } from './poll.ts'
import { errorCode } from './step-error.ts'

/**
 * Repeats a connection that failed for want of a local port, for `withinMs`: under load the traffic's closed connections
 * may hold all of them in TIME_WAIT for a moment (EADDRNOTAVAIL, connect(2)), and then nothing has reached the server yet.
 */
export async function awaitLocalPort<Result>(
  { clock, sleep, abort }: Pick<RestartContext, 'clock' | 'sleep' | 'abort'>,
  withinMs: number,
  connect: () => Promise<Result>,
): Promise<Result> {
  const deadline = clock.now() + withinMs
  for (;;) {
    try {
      return await connect()
    } catch (error) {
      if (errorCode(error) !== 'EADDRNOTAVAIL') throw error
      if (clock.now() >= deadline) throw new Error(NO_PORT, { cause: error })
    }
    await sleep(POLL_MS, abort)
  }
}

const NO_PORT = 'no free local port (EADDRNOTAVAIL), which the traffic has used up'
