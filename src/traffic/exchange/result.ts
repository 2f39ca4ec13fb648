import type { FailureFacts } from '../../model/attempt.ts'

/** One request and what became of it. Times are milliseconds on the run's clock; nothing was sent twice. */
export interface Exchange extends FailureFacts {
  /** The TCP connection was established. */
  connected: boolean
  /** An earlier request had been answered on the connection. */
  reused: boolean
  sent?: number
  firstByte?: number
  end: number
  /** Of this exchange; with TLS, before encryption. */
  bytesWritten: number
  bytesRead: number
  localPort?: number
  status?: number
  generation?: string
}
