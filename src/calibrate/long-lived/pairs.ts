import type { Lifeline } from '../../model/lifeline.ts'
import type { Held } from '../server/long-lived/held.ts'

/** A connection on the server's account, and the lifeline that was reported of it; one of the two where the other is missing. */
export interface Pair {
  held?: Held
  lifeline?: Lifeline
}

/** A connection and a lifeline belong together that have the same port of the client's; of several, each with that which was opened in its turn. */
export function pairUp(held: readonly Held[], lifelines: readonly Lifeline[]): Pair[] {
  const ports = new Set([...held.map(({ port }) => port), ...lifelines.map(({ localPort }) => localPort ?? 0)])
  const connections = groupByPort(held, ({ port }) => port)
  const reported = groupByPort(lifelines, ({ localPort = 0 }) => localPort)
  return [...ports].flatMap((port) => zip(connections.get(port) ?? [], reported.get(port) ?? []))
}

function groupByPort<One extends { opened: number }>(all: readonly One[], portOf: (one: One) => number) {
  const groups = new Map<number, One[]>()
  for (const one of all.toSorted((a, b) => a.opened - b.opened)) {
    const group = groups.get(portOf(one))
    if (group === undefined) groups.set(portOf(one), [one])
    else group.push(one)
  }
  return groups
}

function zip(connections: readonly Held[], lifelines: readonly Lifeline[]): Pair[] {
  return Array.from({ length: Math.max(connections.length, lifelines.length) }, (_, i) => {
    const [held, lifeline] = [connections[i], lifelines[i]]
    return { ...(held !== undefined && { held }), ...(lifeline !== undefined && { lifeline }) }
  })
}
