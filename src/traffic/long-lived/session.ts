import type { MessageCounts } from '../../model/lifeline.ts'
import type { RequestSpec } from '../../model/scenario.ts'
import type { Connection } from '../../net/connection.ts'
import type { Deadline } from '../../net/deadline.ts'
import type { Retried } from '../thread/settle.ts'
import type { LifelineEnding } from './endings.ts'

/** How a life ended, and when its service did, on the run's clock. */
export interface SessionEnd extends LifelineEnding {
  closed: number
}

/** One open connection, from when its opening was complete. */
export interface Session {
  connection: Connection
  /** As far as the opening showed. */
  generation: string | undefined
  /** Resolves once, when the server has ended it, when it answers no more, or when its client has. */
  over: Promise<SessionEnd>
  /** Its client leaves: it is `kept` if it serves again, `stalled` if it does not in time. May be called again. */
  finish(): void
  /** Time is up, and it has not served again: this is what became of it. */
  abandon(facts: LifelineEnding): void
  /** What became of its messages; asked once, when it is over. */
  takeMessages(): MessageCounts
}

/** One attempt to open a connection; with a life where its outcome is ok. */
export interface Opening extends Retried {
  request: RequestSpec
  session?: Session
}

export interface OpenOptions extends Deadline {
  signal: AbortSignal
  /** To be called whenever the server has served something on the connection. */
  onServed: () => void
}

/** One client of a kind, which holds one connection at a time and opens another when asked. */
export interface Connector {
  /** Never rejects, never tries twice. */
  open(options: OpenOptions): Promise<Opening>
  /** How long the server wants to be left in peace before the next opening, milliseconds. */
  pauseMs?(): number
}
