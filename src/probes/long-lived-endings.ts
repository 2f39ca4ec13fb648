import type { MessageCounts } from '../model/lifeline.ts'
import type { ServerEnd } from './connection.ts'
import type { LineEnd } from './lifeline.ts'
import type { Life } from './long-lived.ts'
import type { ProbeContext } from './probe.ts'

/** How a life ended, and when its service did, on the run's clock. */
export interface Ending extends LineEnd {
  closed: number
  code?: string
}

export type EndingFacts = Omit<Ending, 'closed'>

export const KEPT: EndingFacts = { end: 'kept', by: 'client' }
export const STALLED: EndingFacts = { end: 'stalled', by: 'server', sign: 'silence' }

export function cutBy(serverEnd: ServerEnd | undefined): EndingFacts {
  const sign = serverEnd === 'FIN' || serverEnd === 'RST' ? serverEnd : undefined
  return { end: 'cut', by: 'server', ...(sign !== undefined && { sign }) }
}

/** One client's lifelines that have ended. Each is recorded once: when its user is served again, or at the end of the run. */
export interface Endings {
  add(ended: { id: number; life: Life; ending: Ending; messages: MessageCounts }): void
  /** The user is served again, at this time. */
  served(at: number): void
  /** Nobody will serve it any more. */
  close(): void
}

export function createEndings({ spec, recorder }: ProbeContext): Endings {
  let waiting: Parameters<Endings['add']>[0][] = []

  function record({ id, life, ending, messages }: (typeof waiting)[number], servedAt?: number): void {
    const { opened, localPort } = life.connection
    recorder.lifeline({
      traffic: spec.name,
      kind: spec.kind,
      id,
      opened,
      ...ending,
      ...(localPort !== undefined && { localPort }),
      ...(life.generation !== undefined && { generation: life.generation }),
      messages,
      ...(servedAt !== undefined && { withoutServiceMs: servedAt - ending.closed }),
    })
  }

  function recordAll(servedAt?: number): void {
    for (const ended of waiting) record(ended, servedAt)
    waiting = []
  }

  return {
    add: (ended) => (ended.ending.end === 'kept' ? record(ended) : waiting.push(ended)),
    served: recordAll,
    close: () => recordAll(),
  }
}
