import { onAbort } from '../../model/abort.ts'
import { limitTime } from '../../model/time-limit.ts'
import type { Lifetime } from '../thread/lifetime.ts'
import type { Http2Connection } from './connection.ts'

/** How long a connection on which a request timed out has to answer a ping at the most, milliseconds. */
const PING_MS = 2_000

/** Whether the connections of a slot still answer. */
export interface Liveness {
  /** After a timeout: one that answers no ping in time is silent. One ping is on its way at a time. */
  check(http2: Http2Connection): Promise<void>
  /** Whether one that was open when traffic stopped answered within the grace period. */
  answersAtEnd(http2: Http2Connection): Promise<boolean>
}

/** @param current the connection that is open when traffic stops */
export function createLiveness(
  { running, grace }: Pick<Lifetime, 'running' | 'grace'>,
  timeoutMs: number,
  current: () => Http2Connection | undefined,
): Liveness {
  const checks = new Map<Http2Connection, Promise<void>>()
  const asked = new Map<Http2Connection, Promise<boolean>>()

  // What is still open when traffic stops is asked at once, and has the grace period to answer.
  onAbort(running, () => {
    const http2 = current()
    if (http2 !== undefined) asked.set(http2, http2.ping(grace))
  })

  async function ping(http2: Http2Connection): Promise<void> {
    const limit = limitTime(grace, Math.min(PING_MS, timeoutMs))
    const answered = await http2.ping(limit.signal)
    limit.close()
    checks.delete(http2)
    if (answered || grace.aborted || http2.released || !http2.connection.usable) return
    http2.silent = true
    http2.onChange?.()
  }

  return {
    check(http2) {
      const check = checks.get(http2) ?? ping(http2)
      checks.set(http2, check)
      return check
    },
    answersAtEnd: (http2) => asked.get(http2) ?? http2.ping(grace),
  }
}
