import { type AnyFault, type Committed, type PathOrders, readOrders, type ServerLog } from './protocol.ts'

interface PathLog {
  orders: PathOrders
  requests: number
  committed: Committed[]
  /** How many of them came in turn. */
  turns: number
  reads: number[]
}

/** What the server does with a request that it has read. */
export interface Orders<Fault extends AnyFault> {
  fault: Fault | undefined
  /** How long its answer is put off. */
  delayMs: number
  /** What stands on the account, where it is a fault. */
  committed: Committed | undefined
}

/** The server's own account of requests, by path. */
export interface RequestLog {
  /** A request was read: it gets the next fault of the cycle where its turn has come. */
  enter<Fault extends AnyFault>(
    target: string,
    from: Pick<Committed, 'port' | 'at'>,
    cycle: readonly Fault[],
  ): Orders<Fault>
  /** A request was read, and gets this fault. */
  commit(target: string, from: Pick<Committed, 'port' | 'at'>, fault: AnyFault): void
  give(targets: readonly string[], stoodStillMs: number): ServerLog
}

export function createRequestLog(): RequestLog {
  const paths = new Map<string, PathLog>()

  function find(target: string): PathLog {
    const found = paths.get(target)
    if (found !== undefined) return found
    const fresh = { orders: readOrders(target), requests: 0, committed: [], turns: 0, reads: [] }
    paths.set(target, fresh)
    return fresh
  }

  return {
    enter(target, { port, at }, cycle) {
      const path = find(target)
      const { every, delayMs, timed } = path.orders
      path.requests += 1
      if (timed) path.reads.push(at)
      const fault = path.requests % every === 0 ? cycle[path.turns++ % cycle.length] : undefined
      const committed = fault === undefined ? undefined : { target, fault, port, at }
      if (committed !== undefined) path.committed.push(committed)
      return { fault, delayMs, committed }
    },
    commit(target, from, fault) {
      const path = find(target)
      path.requests += 1
      path.committed.push({ target, fault, ...from })
    },
    give(targets, stoodStillMs) {
      const known = targets.map((target) => [target, find(target)] as const)
      return {
        requests: Object.fromEntries(known.map(([target, { requests }]) => [target, requests])),
        committed: known.flatMap(([, { committed }]) => committed),
        reads: Object.fromEntries(known.map(([target, { reads }]) => [target, reads])),
        stoodStillMs,
      }
    },
  }
}
