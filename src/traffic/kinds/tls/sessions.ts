import type { Clock } from '../../../model/clock.ts'

/** After how long a user comes back with the session it was given. */
export const RETURN_MS = 2_000

/** A session that a server has given, and when, on the run's clock. */
export interface TlsSession {
  session: Buffer
  since: number
}

/** TLS sessions that wait for the return of their users. */
export interface TlsSessions {
  add(session: Buffer): void
  /** The oldest, if it is old enough; it is not offered again (RFC 8446 §C.4). */
  take(): TlsSession | undefined
}

/**
 * Sessions are offered some time after they were given: the one of a moment ago would always be of the generation that is
 * about to answer, and a restart that rotates the keys of tickets would never be felt.
 */
export function createTlsSessions(clock: Clock): TlsSessions {
  const waiting: TlsSession[] = []
  return {
    add: (session) => waiting.push({ session, since: clock.now() }),
    take() {
      const [oldest] = waiting
      if (oldest === undefined || clock.now() - oldest.since < RETURN_MS) return undefined
      return waiting.shift()
    },
  }
}
