/** How a long-lived connection ended. See docs/reference/outcomes.md. */
export const LIFELINE_ENDS = ['kept', 'graceful', 'cut', 'stalled'] as const
export type LifelineEnd = (typeof LIFELINE_ENDS)[number]

/** One long-lived connection, from open to close. Times are milliseconds on the run's clock. */
export interface Lifeline {
  traffic: string
  kind: string
  /** Number of the connection within its traffic, counted from 1. */
  id: number
  opened: number
  closed: number
  end: LifelineEnd
  /** Who ended it. */
  by: 'server' | 'client'
  /** How the end looked on the wire: `FIN`, `RST`, a notice such as `Connection: close`, or nothing. */
  sign?: 'FIN' | 'RST' | 'notice' | 'silence'
  /** What the protocol said: WebSocket close code (RFC 6455 §7.4), HTTP/2 error code (RFC 9113 §7), system error. */
  code?: string
  localPort?: number
  /** What was exchanged, its opening included; with TLS, before encryption. */
  bytesWritten?: number
  bytesRead?: number
  /** The process at its other end, where that is on this machine and was seen. */
  peerPid?: number
  /** The generation that served it first, as far as known. */
  generation?: string
  messages?: MessageCounts
  /**
   * How long its user was without service, milliseconds: from its end until the connection that took its place was served.
   * Absent where it was kept, and where none ever was.
   */
  withoutServiceMs?: number
}

/** A lifeline, and the restart that its end belongs to, see ledger/lifelines.ts. */
export interface AttributedLifeline extends Lifeline {
  /** Index of the restart; null where the lifeline ended before any restart. */
  restart: number | null
}

/** How many lifelines ended in each way. */
export type LifelineCounts = Record<LifelineEnd, number>

/** What became of numbered messages. */
export interface MessageCounts {
  sent: number
  received: number
  /** Never came back, or never came. */
  lost: number
  /** Sent last, and not answered when the server ended the connection with notice: it was not allowed to any more. */
  unanswered: number
  duplicated: number
  reordered: number
}
