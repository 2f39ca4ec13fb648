import type { VirtualUser } from './virtual-user.ts'

/** Who sends next, and when. */
export interface Loop {
  /** Begins to send at this time on the run's clock. */
  start(at: number): void
  /** A user can take the next arrival; see UserContext.onFree. */
  free(user: VirtualUser, unanswered: boolean): void
  /** No new arrivals; those that wait may still be sent. */
  stop(): void
  /** Ends the waiting of arrivals whose time is over, and tells what has gathered. */
  sweep(now: number): void
  /** Ends the waiting of all arrivals: the grace period is over. */
  abandon(): void
}
