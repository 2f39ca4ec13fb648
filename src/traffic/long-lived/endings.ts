import type { Clock } from '../../model/clock.ts'
import type { Lifeline } from '../../model/lifeline.ts'
import type { Connection, ServerEnd } from '../../net/connection.ts'
import type { ProbeContext } from '../probe.ts'
import type { SessionEnd } from './session.ts'

/** How a lifeline ended. */
export type LifelineEnding = Pick<Lifeline, 'end' | 'by' | 'sign' | 'code'>

export const KEPT: LifelineEnding = { end: 'kept', by: 'client' }
export const STALLED: LifelineEnding = { end: 'stalled', by: 'server', sign: 'silence' }

export function cutBy(serverEnd: ServerEnd | undefined): LifelineEnding {
  const sign = serverEnd === 'FIN' || serverEnd === 'RST' ? serverEnd : undefined
  return { end: 'cut', by: 'server', ...(sign !== undefined && { sign }) }
}

/** The end of a session: the first thing that is said of it counts. */
export interface Closing {
  over: Promise<SessionEnd>
  ended(): boolean
  /** @param closed when its service ended; default: now. */
  end(facts: LifelineEnding, closed?: number): void
}

export function createClosing(clock: Clock, release: (facts: LifelineEnding) => void): Closing {
  let ended = false
  let resolve: (ending: SessionEnd) => void
  const over = new Promise<SessionEnd>((settle) => {
    resolve = settle
  })
  return {
    over,
    ended: () => ended,
    end(facts, closed = clock.now()) {
      if (ended) return
      ended = true
      release(facts)
      resolve({ ...facts, closed })
    },
  }
}

/** A lifeline that has ended, as it is recorded. */
interface DescribedConnection {
  connection: Connection
  id: number
  /** The generation that served it first, and the one that answered last on it, where that is known. */
  generation: string | undefined
  servedBy?: string | undefined
}

export function describeLifeline(
  { spec }: ProbeContext,
  { connection, id, generation, servedBy }: DescribedConnection,
  ending: SessionEnd,
): Lifeline {
  return {
    traffic: spec.name,
    kind: spec.kind,
    id,
    ...connection.describe(),
    ...ending,
    ...(generation !== undefined && { generation }),
    ...(servedBy !== undefined && servedBy !== generation && { servedBy }),
  }
}
