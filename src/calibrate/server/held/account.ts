import type { Socket } from 'node:net'
import type { HeldAccount } from '../protocol.ts'
import { type HeldEnd, noMessages, type Plan, type PlannedKind, planEnds, type Said } from './plan.ts'

export type HeldKind = PlannedKind | 'download' | 'upload'

/** A connection that the server held, as it treated it. */
export interface Held {
  kind: HeldKind
  /** The client's. */
  port: number
  opened: number
  /** What it did to it: `held` until then, and where it did nothing. */
  end: HeldEnd
  said: Said
  /** Both sides have done with it. */
  closed: boolean
}

/** The server's own account of the connections that it holds. */
export interface HeldBooks {
  plan(rounds: number): void
  /** A connection of this kind is open, and is to be treated by plan. */
  open(kind: HeldKind, from: { socket: Socket; port: number; at: number }): { held: Held; plan: Plan }
  give(): HeldAccount
}

const KINDS = ['sse', 'websocket', 'tcp', 'http2'] as const
const WELL: Plan = { end: 'held', mischief: 'none' }

export function createHeldBooks(): HeldBooks {
  const plans = new Map<HeldKind, Plan[]>()
  const all: Held[] = []
  const doomed: Held[] = []
  return {
    plan(rounds) {
      for (const kind of KINDS) plans.set(kind, planEnds(kind, rounds))
    },
    open(kind, { socket, port, at }) {
      const plan = plans.get(kind)?.shift() ?? WELL
      const held: Held = { kind, port, opened: at, end: 'held', said: noMessages(), closed: false }
      all.push(held)
      if (plan.end !== 'held') doomed.push(held)
      socket.once('close', () => {
        held.closed = true
      })
      return { held, plan }
    },
    give() {
      const toCome = [...plans.values()].reduce((sum, some) => sum + some.length, 0)
      return { held: all, left: toCome + doomed.filter(({ closed }) => !closed).length }
    },
  }
}
