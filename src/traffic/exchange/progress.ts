import type { FailureFacts } from '../../model/attempt.ts'
import type { ClientContext } from '../../net/client-context.ts'
import type { Connection } from '../../net/connection.ts'
import type { Fields } from '../../net/http1/fields.ts'
import type { Exchange } from './result.ts'

/** How far one exchange has come. */
export interface Progress {
  phase: 'headers' | 'body'
  sent: number
  firstByte?: number
  bytesRead: number
  writtenBefore: number
  reused: boolean
  status?: number
  fields?: Fields
  generation?: string | undefined
}

export function beginProgress({ clock }: ClientContext, { socket, answered }: Connection): Progress {
  return {
    phase: 'headers',
    sent: clock.now(),
    bytesRead: 0,
    writtenBefore: socket.bytesWritten,
    reused: answered > 0,
  }
}

/**
 * An exchange that has ended, put together from what was seen of it. Property by property: of an object that is spread together thousands
 * of times a second nearly all the time goes to the garbage collector.
 */
export function summarize(
  { clock }: ClientContext,
  connection: Connection,
  progress: Progress,
  facts: FailureFacts,
): Exchange {
  const { sent, bytesRead, writtenBefore, reused } = progress
  const exchange: Exchange = {
    outcome: facts.outcome,
    phase: facts.phase,
    connected: true,
    reused,
    sent,
    end: clock.now(),
    bytesWritten: connection.socket.bytesWritten - writtenBefore,
    bytesRead,
  }
  if (facts.code !== undefined) exchange.code = facts.code
  if (facts.detail !== undefined) exchange.detail = facts.detail
  if (progress.firstByte !== undefined) exchange.firstByte = progress.firstByte
  if (connection.localPort !== undefined) exchange.localPort = connection.localPort
  if (progress.status !== undefined) exchange.status = progress.status
  if (progress.generation !== undefined) exchange.generation = progress.generation
  return exchange
}
