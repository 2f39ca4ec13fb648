import type { Lifeline } from '../../model/lifeline.ts'
import type { LongLived } from '../server/long-lived/connection-log.ts'

/** A connection on the server's account, and the lifeline that was reported of it; one of the two where the other is missing. */
export interface Pair {
  connection?: LongLived
  lifeline?: Lifeline
}

/** A connection and a lifeline belong together that have the same port of the client's; of several, each with that which was opened in its turn. */
export function pairUp(connections: readonly LongLived[], lifelines: readonly Lifeline[]): Pair[] {
  const ports = new Set([...connections.map(({ port }) => port), ...lifelines.map(({ localPort }) => localPort ?? 0)])
  const served = groupByPort(connections, ({ port }) => port)
  const reported = groupByPort(lifelines, ({ localPort = 0 }) => localPort)
  return [...ports].flatMap((port) => zip(served.get(port) ?? [], reported.get(port) ?? []))
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

function zip(connections: readonly LongLived[], lifelines: readonly Lifeline[]): Pair[] {
  return Array.from({ length: Math.max(connections.length, lifelines.length) }, (_, i) => {
    const [connection, lifeline] = [connections[i], lifelines[i]]
    return { ...(connection !== undefined && { connection }), ...(lifeline !== undefined && { lifeline }) }
  })
}
