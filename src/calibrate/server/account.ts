import { FAULTS, type Fault } from './faults.ts'
import { type Committed, type PathOrders, readOrders, type ServerAccount } from './protocol.ts'

/** Those that a client sees at once come twice as often as those that it has to wait for. */
const QUICK = FAULTS.filter((fault) => !fault.startsWith('silence'))
const SLOW = FAULTS.filter((fault) => fault.startsWith('silence'))
/**
 * The order in which faults are committed. A FIN behind an answer that announced none can cost the next request on the connection, which would
 * be nobody's mistake: it is left out.
 */
const CYCLE: readonly Fault[] = [...QUICK, ...SLOW, ...QUICK].filter((fault) => fault !== 'early-fin-after-response')

interface PathAccount {
  orders: PathOrders
  requests: number
  committed: Committed[]
  reads: number[]
}

/** The server's own account, by path. */
export interface Bookkeeping {
  /** A request was read; returns the fault that it gets, and how long its answer is put off. */
  enter(target: string, port: number, now: number): { fault: Fault | undefined; delayMs: number }
  give(targets: readonly string[], stoodStillMs: number): ServerAccount
}

export function createBookkeeping(): Bookkeeping {
  const paths = new Map<string, PathAccount>()

  function find(target: string): PathAccount {
    const found = paths.get(target)
    if (found !== undefined) return found
    const fresh = { orders: readOrders(target), requests: 0, committed: [], reads: [] }
    paths.set(target, fresh)
    return fresh
  }

  return {
    enter(target, port, now) {
      const path = find(target)
      const { every, delayMs, timed } = path.orders
      path.requests += 1
      if (timed) path.reads.push(now)
      const fault = path.requests % every === 0 ? CYCLE[path.committed.length % CYCLE.length] : undefined
      if (fault !== undefined) path.committed.push({ target, fault, port, at: now })
      return { fault, delayMs }
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
