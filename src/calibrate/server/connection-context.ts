import type { Socket } from 'node:net'
import type { Clock } from '../../model/clock.ts'
import type { LongLivedLog } from './long-lived/connection-log.ts'
import type { RequestLog } from './request-log.ts'

/** One connection of a client, and where the server notes what it does to it. */
export interface ConnectionContext {
  socket: Socket
  /** The client's, which names the connection on both accounts. */
  port: number
  clock: Clock
  requestLog: RequestLog
  longLivedLog: LongLivedLog
}

/** Serves one connection; returns what takes its bytes, from the first one on. */
export type Serve = (connection: ConnectionContext) => (chunk: Buffer) => void
