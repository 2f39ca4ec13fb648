import type { Socket } from 'node:net'
import type { LongLivedReport } from '../protocol.ts'
import {
  type ConnectionPlan,
  type LongLivedEnd,
  type MessageLog,
  noMessages,
  type PlannedKind,
  planEnds,
} from './plan.ts'

export type LongLivedKind = PlannedKind | 'download' | 'upload'

/** A connection that the server held, as it treated it. */
export interface LongLived {
  kind: LongLivedKind
  /** The client's. */
  port: number
  opened: number
  /** What it did to it: `held` until then, and where it did nothing. */
  end: LongLivedEnd
  messageLog: MessageLog
  /** Both sides have done with it. */
  closed: boolean
}

/** The server's own account of the connections that it holds. */
export interface LongLivedLog {
  plan(rounds: number): void
  /** A connection of this kind is open, and is to be treated by plan. */
  open(
    kind: LongLivedKind,
    from: { socket: Socket; port: number; at: number },
  ): { connection: LongLived; plan: ConnectionPlan }
  give(): LongLivedReport
}

const KINDS = ['sse', 'websocket', 'tcp', 'http2'] as const
const WELL: ConnectionPlan = { end: 'held', messageFault: 'none' }

export function createLongLivedLog(): LongLivedLog {
  const plans = new Map<LongLivedKind, ConnectionPlan[]>()
  const all: LongLived[] = []
  const doomed: LongLived[] = []
  return {
    plan(rounds) {
      for (const kind of KINDS) plans.set(kind, planEnds(kind, rounds))
    },
    open(kind, { socket, port, at }) {
      const plan = plans.get(kind)?.shift() ?? WELL
      const connection: LongLived = { kind, port, opened: at, end: 'held', messageLog: noMessages(), closed: false }
      all.push(connection)
      if (plan.end !== 'held') doomed.push(connection)
      socket.once('close', () => {
        connection.closed = true
      })
      return { connection, plan }
    },
    give() {
      const toCome = [...plans.values()].reduce((sum, some) => sum + some.length, 0)
      return { connections: all, left: toCome + doomed.filter(({ closed }) => !closed).length }
    },
  }
}
