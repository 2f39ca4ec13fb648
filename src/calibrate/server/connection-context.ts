import type { Socket } from 'node:net'
import type { Clock } from '../../model/clock.ts'
import type { Bookkeeping } from './account.ts'
import type { HeldBooks } from './long-lived/account.ts'

/** One connection of a client, and where the server notes what it does to it. */
export interface Visit {
  socket: Socket
  /** The client's, which names the connection on both accounts. */
  port: number
  clock: Clock
  books: Bookkeeping
  held: HeldBooks
}

/** Serves one connection; returns what takes its bytes, from the first one on. */
export type Serve = (visit: Visit) => (chunk: Buffer) => void
