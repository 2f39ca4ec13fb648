import type { Lifeline } from '../../model/lifeline.ts'
import type { Connection } from '../../net/connection.ts'
import type { PersistentClient } from '../exchange/persistent-client.ts'
import type { ProbeContext } from '../probe.ts'
import { cutBy, describeLifeline, type LifelineEnding, STALLED } from './endings.ts'

/** A lifeline that goes on. */
export interface OpenLifeline {
  connection: Connection
  id: number
  /** The generation that answered first on it. */
  generation: string | undefined
  /** The generation that answered last on it. */
  servedBy?: string | undefined
  /** How many restarts had settled when it was last spoken to. */
  settled: number
}

/**
 * What becomes of a client's lifeline when an attempt has ended: the same goes on; or it has ended and the connection that took
 * its place is the next; or there is none.
 */
export function continueLifeline(
  context: ProbeContext,
  { connection, id }: PersistentClient,
  line: OpenLifeline | undefined,
  { settled, generation }: Pick<OpenLifeline, 'settled' | 'generation'>,
): OpenLifeline | undefined {
  if (line !== undefined && line.connection.usable) return { ...line, settled, servedBy: generation }
  if (line !== undefined) recordEnd(context, line)
  // A connection that was never answered on has never been established as one; its attempt tells of it.
  if (connection === undefined || connection === line?.connection || connection.answered === 0) return undefined
  const next = { connection, id, generation, settled }
  if (connection.usable) return next
  recordEnd(context, next)
  return undefined
}

/** Records the end of a lifeline: as given, or as the connection shows it. */
export function recordEnd(context: ProbeContext, line: OpenLifeline, end?: LifelineEnding): void {
  context.recorder.lifeline(describeEnded(context, line, end))
}

/** A lifeline that ends now: as given, or as the connection shows it. */
export function describeEnded(
  context: ProbeContext,
  line: Pick<OpenLifeline, 'connection' | 'id' | 'generation' | 'servedBy'>,
  end?: LifelineEnding,
): Lifeline {
  const closed = context.clock.now()
  return describeLifeline(context, line, { closed, ...(end ?? describeEnd(line.connection, closed)) })
}

const NOTICE: LifelineEnding = { end: 'graceful', by: 'server', sign: 'notice' }
/** A promised time runs from when the server had sent its response, a moment before we had read it. */
const SLACK_MS = 100

/** How a connection that is not usable any more ended; `now` is when, on the run's clock. */
export function describeEnd(connection: Connection, now: number): LifelineEnding {
  const { serverEnd, noticed, failure } = connection
  if (noticed || (serverEnd === 'FIN' && wasKeptAsPromised(connection, now))) return NOTICE
  if (serverEnd === undefined && failure !== 'invalid') return STALLED
  return cutBy(serverEnd)
}

/** The server said for how long it would keep the connection, and did. */
function wasKeptAsPromised({ lastAnswer }: Connection, now: number): boolean {
  if (lastAnswer?.keepMs === undefined) return false
  return now - lastAnswer.at >= lastAnswer.keepMs - SLACK_MS
}
