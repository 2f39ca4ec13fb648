import type { Lifeline, MessageCounts } from '../model/lifeline.ts'
import type { ServerEnd } from './connection.ts'
import type { LineEnd } from './lifeline.ts'
import type { Life } from './long-lived.ts'
import type { ProbeContext } from './probe.ts'

/** How a life ended, and when its service did, on the run's clock. */
export interface Ending extends LineEnd {
  closed: number
}

export const KEPT: LineEnd = { end: 'kept', by: 'client' }
export const STALLED: LineEnd = { end: 'stalled', by: 'server', sign: 'silence' }

export function cutBy(serverEnd: ServerEnd | undefined): LineEnd {
  const sign = serverEnd === 'FIN' || serverEnd === 'RST' ? serverEnd : undefined
  return { end: 'cut', by: 'server', ...(sign !== undefined && { sign }) }
}

interface Ended {
  id: number
  life: Life
  ending: Ending
  messages: MessageCounts
}

export function describeLifeline({ spec }: ProbeContext, { id, life, ending, messages }: Ended): Lifeline {
  const { opened, localPort } = life.connection
  return {
    traffic: spec.name,
    kind: spec.kind,
    id,
    opened,
    ...ending,
    ...(localPort !== undefined && { localPort }),
    ...(life.generation !== undefined && { generation: life.generation }),
    messages,
  }
}
