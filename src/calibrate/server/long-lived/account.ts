import type { Socket } from 'node:net'
import type { HeldAccount } from '../protocol.ts'
import type { Held, HeldKind } from './held.ts'
import { noMessages, type Plan, planEnds } from './plan.ts'

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
