import type { Fault } from './http1/faults.ts'
import type { ConnectionFault, StreamFault } from './http2/faults.ts'
import type { LongLived } from './long-lived/connection-log.ts'
import type { DownloadFault, UploadFault } from './transfers/faults.ts'

/** The messages to the calibration server, over the channel of fork(). Times are milliseconds on the run's clock. */
export type ToServer =
  /** Begin to listen on 127.0.0.1. `origin` is that of the run's clock. */
  | { type: 'listen'; origin: bigint; port: number }
  /** Close the listener at `at` for `ms`. Connections that are open stay. */
  | { type: 'gap'; at: number; ms: number }
  /** Give the account of what was asked under these paths. */
  | { type: 'account'; paths: string[] }
  /** End the next connections of each kind that is held open, in a number of rounds of all the ways to do so; keep those that come after them. */
  | { type: 'plan'; rounds: number }
  /** Give the account of the connections that were held. */
  | { type: 'long-lived' }

export type FromServer =
  | { type: 'listening' }
  | ({ type: 'gap' } & ListenerGap)
  | { type: 'account'; account: ServerLog }
  | { type: 'planned' }
  | ({ type: 'long-lived' } & LongLivedReport)

/** A time in which no process listened. Closed for certain from `closed` to `opening`, and open before `closing` and after `open`. */
export interface ListenerGap {
  closing: number
  closed: number
  opening: number
  open: number
}

/** What a request can meet with. */
export type AnyFault = Fault | DownloadFault | UploadFault | ConnectionFault | StreamFault

/** A fault, as the server committed it. */
export interface Committed {
  /** The path that was asked for, with its query. */
  target: string
  fault: AnyFault
  /** The client's port: with the time it names one request, since none follows on a connection before the last one has ended. */
  port: number
  at: number
  /** The offset of the byte that was made wrong, of a body of which one was. */
  place?: number
}

export interface LongLivedReport {
  connections: LongLived[]
  /** Ends that are still to be made, or that the client has not seen yet. */
  left: number
}

export interface ServerLog {
  /** Requests of which head and body were read, by path with query. */
  requests: Record<string, number>
  committed: Committed[]
  /** When requests were read, of paths that ask for it. */
  reads: Record<string, number[]>
  /** The longest stall of its own event loop, milliseconds: it answered no request meanwhile. */
  stoodStillMs: number
}

/** What a path asks the server for, in its query. */
export interface PathOrders {
  /** Every how many requests the next fault is committed; 0: never. */
  every: number
  /** How long each answer is put off. */
  delayMs: number
  /** Whether the times are noted at which requests are read. */
  timed: boolean
}

/** Where what is known of no path is entered: HTTP/2 compresses its own. A stream suffers a fault after each such number of requests. */
export const HTTP2_TARGET = '/http2?every=7'

export function writeTarget(name: string, { every, delayMs, timed }: PathOrders): string {
  return `/${name}?every=${every}&delay=${delayMs}&timed=${timed ? 1 : 0}`
}

export function readOrders(target: string): PathOrders {
  const query = new URLSearchParams(target.split('?')[1] ?? '')
  const number = (key: string) => Number(query.get(key) ?? 0)
  return { every: number('every'), delayMs: number('delay'), timed: number('timed') === 1 }
}
