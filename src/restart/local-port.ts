import { poll, type Waiting } from '../model/poll.ts'
import { errorCode } from './step-error.ts'

const NO_PORT = 'no free local port (EADDRNOTAVAIL), which the traffic has used up'

/**
 * Repeats a connection that failed for want of a local port, for `withinMs`: under load the traffic's closed connections
 * may hold all of them in TIME_WAIT for a moment (EADDRNOTAVAIL, connect(2)), and then nothing has reached the server yet.
 */
export async function awaitLocalPort<Result>(
  waiting: Waiting,
  withinMs: number,
  connect: () => Promise<Result>,
): Promise<Result> {
  let failure: unknown
  const connected = await poll(waiting, withinMs, async () => {
    try {
      return { result: await connect() }
    } catch (error) {
      if (errorCode(error) !== 'EADDRNOTAVAIL') throw error
      failure = error
      return undefined
    }
  })
  if (connected === undefined) throw new Error(NO_PORT, { cause: failure })
  return connected.result
}
