import type { Clock } from '../../model/clock.ts'
import type { Lifeline, MessageCounts } from '../../model/lifeline.ts'
import type { ServerEnd } from '../../net/connection.ts'
import type { ProbeContext } from '../probe.ts'
import type { LifelineEnding } from './lifeline.ts'
import type { Session, SessionEnd } from './session.ts'

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

interface Ended {
  id: number
  session: Session
  ending: SessionEnd
  messages: MessageCounts
}

export function describeLifeline({ spec }: ProbeContext, { id, session, ending, messages }: Ended): Lifeline {
  return {
    traffic: spec.name,
    kind: spec.kind,
    id,
    ...session.connection.describe(),
    ...ending,
    ...(session.generation !== undefined && { generation: session.generation }),
    messages,
  }
}
