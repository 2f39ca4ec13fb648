import type { FailureFacts, FirstTry } from '../../model/attempt.ts'
import { isRetryable } from '../../model/retryable.ts'
import type { Exchange } from './result.ts'

/** How an attempt ended, and, where it was sent once more, how its first try did. */
export interface Retried {
  exchange: Exchange
  retried?: FirstTry
}

/**
 * What a retrying client does: a request that was lost with its reused connection, and that does no harm when repeated, is sent
 * once more (RFC 9110 §9.2.2, RFC 9112 §9.3.1). `again` must use a new connection.
 */
export async function retryOnce(
  retrying: boolean,
  method: string,
  first: Exchange,
  again: () => Promise<Exchange>,
): Promise<Retried> {
  if (!retrying || !isRetryable({ ...first, method })) return { exchange: first }
  return { exchange: await again(), retried: firstTry(first) }
}

export function firstTry({ sent, end, ...facts }: FailureFacts & { sent?: number; end: number }): FirstTry {
  return { ...failureFacts(facts), ...(sent !== undefined && { sent }), end }
}

export function failureFacts({ outcome, phase, code, detail }: FailureFacts): FailureFacts {
  return { outcome, phase, ...(code !== undefined && { code }), ...(detail !== undefined && { detail }) }
}
